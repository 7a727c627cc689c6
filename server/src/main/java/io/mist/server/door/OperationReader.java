package io.mist.server.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.Spelling;
import io.mist.server.gate.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads operations from JSON objects: with the same names, fields and words on every door. Immutable. */
public final class OperationReader {

    private static final String NAME = "op";

    private final List<String> ownFields;
    private final KeyField key;
    private final Consumer<RequestFields> check;

    /**
     * Which field of a request is its idempotency key, besides {@code key}.
     *
     * @param other {@code id} where it has this part, too; null where it has not
     * @param longest characters
     */
    public record KeyField(@Nullable String other, int longest) {}

    /** Makes the key of an operation from what the request says, which may be nothing. */
    public interface KeyRule {

        @Nullable
        String keyOf(@Nullable String requested);

        /** As the request says. */
        KeyRule SAME = requested -> requested;
    }

    /**
     * What is known of a request besides its fields.
     *
     * @param operation its name; null if field {@code op} has it
     * @param route null if field {@code route} has it
     * @param problems found already
     */
    public record Context(
            @Nullable String operation, @Nullable String route, KeyRule key, List<Problem> problems) {

        public static final Context NONE = new Context(null, null, KeyRule.SAME, List.of());
    }

    /**
     * @param ownFields of all requests of the door
     * @param check looks for problems with these
     */
    public OperationReader(List<String> ownFields, KeyField key, Consumer<RequestFields> check) {
        this.ownFields = List.copyOf(ownFields);
        this.key = key;
        this.check = check;
    }

    /** Whether an operation of this name may change live values, so that it may be larger than others. */
    public static boolean isChange(String operation) {
        return operation.equals("live") || operation.equals("live-set");
    }

    /** @throws MistException of kind caller, code {@code malformed-request}, with all problems */
    public Operation read(ObjectNode request, Context context) {
        Map<String, String> given = new HashMap<>();
        if (context.route() != null) {
            given.put("route", context.route());
        }
        RequestFields fields = new RequestFields(request, given);
        OperationForm form = form(fields, request, context.operation());
        Operation operation = form == null ? null : read(form, fields, context);
        check.accept(fields);
        fields.wrong(context.problems());
        fields.check();
        return Objects.requireNonNull(operation, "an operation that cannot be read has a problem");
    }

    private static @Nullable OperationForm form(RequestFields fields, ObjectNode request, @Nullable String known) {
        if (known != null) {
            return Objects.requireNonNull(OperationForm.ALL.get(known), known);
        }
        JsonNode name = request.path(NAME);
        OperationForm form = OperationForm.ALL.get(name.asText());
        if (form == null) {
            fields.wrong(NAME, unknown(name));
        }
        return form;
    }

    private static String unknown(JsonNode name) {
        String near = Spelling.nearest(name.asText(), OperationForm.ALL.keySet())
                .map(close -> "; did you mean '" + close + "'?")
                .orElse("");
        return (name.isMissingNode() ? "missing" : "'" + name.asText() + "'") + near + " (expected: one of "
                + String.join(", ", OperationForm.ALL.keySet()) + ")";
    }

    private Operation read(OperationForm form, RequestFields fields, Context context) {
        List<String> expected = new ArrayList<>(form.fields());
        expected.addAll(ownFields);
        if (context.operation() == null) {
            expected.add(NAME);
        }
        if (context.route() != null) {
            expected.remove("route");
        }
        fields.only(expected);
        return form.reading().read(fields, context.key().keyOf(key(fields)));
    }

    private @Nullable String key(RequestFields fields) {
        String requested = key("key", fields);
        String other = key.other() == null ? null : key(key.other(), fields);
        return requested == null ? other : requested;
    }

    private @Nullable String key(String field, RequestFields fields) {
        String text = field.equals("key") ? fields.text(field) : fields.string(field);
        if (text != null && text.length() > key.longest()) {
            fields.wrong(field, text.length() + " characters (expected: at most " + key.longest() + ")");
        }
        return text;
    }
}
