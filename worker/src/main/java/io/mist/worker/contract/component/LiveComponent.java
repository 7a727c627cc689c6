package io.mist.worker.contract.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.problem.UnknownNames;
import io.mist.worker.contract.type.ObjectSchema;
import io.mist.worker.contract.type.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value that may change while the run runs.
 *
 * @param port {@link Port#LIVE}, or what extends it
 * @param initial the default; null if there is none
 */
public record LiveComponent(
        String name,
        Port port,
        ValueType type,
        @Nullable JsonNode initial,
        @Nullable String doc) implements Component {

    /**
     * This component's Java value among all live values; its default if the value is missing.
     *
     * @throws MistException of kind caller, code {@code invalid-parameters}
     */
    public Object value(ObjectNode values) {
        List<Problem> problems = new ArrayList<>();
        Object value = read(values, problems);
        if (value == null) {
            throw MistException.caller(
                    "invalid-parameters", "the live parameter '" + name + "' has no valid value", problems);
        }
        return value;
    }

    public void describe(ObjectSchema object) {
        ObjectNode schema = type.schema();
        if (doc != null) {
            schema.put("description", doc);
        }
        if (initial != null) {
            schema.set("default", initial);
        }
        port.mark(schema);
        object.property(name, schema, initial == null);
    }

    /** All problems of the live values of a run that their types can find. */
    public static List<Problem> check(List<LiveComponent> components, ObjectNode values) {
        List<Problem> problems = new ArrayList<>();
        List<String> names = components.stream().map(LiveComponent::name).toList();
        UnknownNames.report("live parameter", values, names, "", problems);
        components.forEach(component -> component.read(values, problems));
        return List.copyOf(problems);
    }

    /** Reads the value, which must be in the range of Spark's type, since it becomes a literal in plans. */
    @Nullable
    Object read(ObjectNode values, List<Problem> problems) {
        JsonNode given = values.get(name);
        JsonNode node = given == null ? initial : given;
        if (node == null) {
            problems.add(new Problem(name, "missing (expected: " + type.expected() + ")"));
            return null;
        }
        return read(type, node, name, problems);
    }

    public static @Nullable Object read(ValueType type, JsonNode node, String path, List<Problem> problems) {
        Object value = type.fromJson(node, path, problems);
        if (value == null) {
            return null;
        }
        try {
            type.toRowValue(value);
            return value;
        } catch (UnfitValueException e) {
            problems.add(e.at(path));
            return null;
        }
    }
}
