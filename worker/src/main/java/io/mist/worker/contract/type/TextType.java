package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.problem.UnfitValueException;
import java.io.IOException;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** A value of {@code java.time}: in JSON its text in ISO-8601, in a column a number of days or microseconds. */
abstract sealed class TextType<T> extends ScalarType permits InstantType, DurationType, DateType {

    private final Class<T> javaType;
    private final Function<String, T> parse;
    private final String expected;

    /** @param expected with an example, such as {@code a date such as 2026-01-31} */
    TextType(Class<T> javaType, DataType dataType, String format, Function<String, T> parse, String expected) {
        super(javaType, dataType, "string", format);
        this.javaType = javaType;
        this.parse = parse;
        this.expected = expected;
    }

    /** The limit of a column that the value exceeds; null if the value fits. */
    abstract @Nullable String limit(T value);

    @Override
    public final String expected() {
        return expected;
    }

    @Override
    final @Nullable Object parse(JsonNode node) {
        try {
            return node.isTextual() ? parse.apply(node.textValue()) : null;
        } catch (DateTimeParseException e) {
            return null; // The caller reports the value with what was expected.
        }
    }

    @Override
    final void writeValue(JsonGenerator out, Object value) throws IOException {
        out.writeString(checked(value).toString());
    }

    @Override
    final Object toRow(Object value) {
        T fit = javaType.cast(checked(value));
        String limit = limit(fit);
        if (limit != null) {
            throw new UnfitValueException(fit + " (expected: " + limit + ")");
        }
        return fit;
    }
}
