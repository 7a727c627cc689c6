package io.mist.worker.contract.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.Input;
import io.mist.api.Live;
import io.mist.api.Output;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A type of the API that only a run can make an instance of. Every such type is registered here: readers of
 * classes and documents, advice and error messages look it up.
 *
 * <p>A further live type is an interface that extends {@code Live<V>}, where {@code V} is any value that a contract may hold
 * and whose constructor checks. It needs a constant here; the worker's forms of live parameters say what it is in a plan.
 */
public enum Port {
    LIVE(Live.class, Live.class),
    INPUT(Input.class, Input.class),
    OUTPUT(Output.class, Output.class);

    /** The keyword in the schema of a live parameter that is more than a {@code Live<T>}. */
    private static final String KEYWORD = "x-mist-live";

    private final Class<?> type;
    private final Class<?> root;

    /** @param root which of {@code Live}, {@code Input} and {@code Output} the type is or extends */
    Port(Class<?> type, Class<?> root) {
        this.type = type;
        this.root = root;
    }

    /** Null if the class is no port. */
    public static @Nullable Port of(Class<?> type) {
        return first(port -> port.type.equals(type));
    }

    /**
     * The port of a live parameter that is known by its schema.
     *
     * @throws IllegalArgumentException if the schema names a port that does not exist
     */
    public static Port ofLive(JsonNode schema) {
        String keyword = schema.path(KEYWORD).asText();
        if (keyword.isEmpty()) {
            return LIVE;
        }
        Port found =
                first(port -> port.isLive() && port != LIVE && port.keyword().equals(keyword));
        if (found == null) {
            throw new IllegalArgumentException("'" + keyword + "' is no kind of live parameter");
        }
        return found;
    }

    private static @Nullable Port first(Predicate<Port> wanted) {
        return Arrays.stream(values()).filter(wanted).findFirst().orElse(null);
    }

    /** The interface whose type argument says what the port carries. */
    public Class<?> root() {
        return root;
    }

    public boolean isLive() {
        return root.equals(Live.class);
    }

    /** As its users write it: {@code Live}. */
    public String simpleName() {
        return type.getSimpleName();
    }

    /** Adds to a live parameter's schema what {@link #ofLive} reads. */
    void mark(ObjectNode schema) {
        if (this != LIVE) {
            schema.put(KEYWORD, keyword());
        }
    }

    private String keyword() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
