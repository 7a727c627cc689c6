package io.mist.worker.contract.problem;

import io.mist.protocol.Problem;
import org.jspecify.annotations.Nullable;

/** A Java value or a row that does not fit its type. The path grows as the exception passes outwards. */
public final class UnfitValueException extends IllegalArgumentException {

    private final String problem;
    private String path = "";

    public UnfitValueException(String problem) {
        super(problem);
        this.problem = problem;
    }

    public static UnfitValueException of(@Nullable Object value, String expected) {
        String shown = value == null ? "null" : Excerpt.text(String.valueOf(value)) + ", a " + className(value);
        return new UnfitValueException(shown + " (expected: " + expected + ")");
    }

    public UnfitValueException under(String segment) {
        path = ValuePath.join(segment, path);
        return this;
    }

    public Problem at(String outerPath) {
        return new Problem(ValuePath.join(outerPath, path), problem);
    }

    @Override
    public String getMessage() {
        return at("").toString();
    }

    private static String className(Object value) {
        return value.getClass().getName();
    }
}
