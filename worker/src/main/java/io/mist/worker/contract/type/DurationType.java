package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.jspecify.annotations.Nullable;

/** Duration: ISO-8601, {@code PT1S}. A column keeps microseconds. */
public final class DurationType extends ScalarType {

    public static final DurationType INSTANCE = new DurationType();

    private static final long MICROS = 1_000_000;

    private DurationType() {
        super(Duration.class, DayTimeIntervalType.apply(), "string", "duration");
    }

    @Override
    public String expected() {
        return "a duration such as PT30S";
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        try {
            return node.isTextual() ? Duration.parse(node.textValue()) : null;
        } catch (DateTimeParseException e) {
            return null; // The caller reports the value with what was expected.
        }
    }

    @Override
    void writeValue(JsonGenerator out, Object value) throws IOException {
        out.writeString(checked(value).toString());
    }

    @Override
    Object toRow(Object value) {
        Duration duration = (Duration) checked(value);
        // Compared on both sides: the absolute value of the smallest long is negative.
        boolean fits = duration.toSeconds() < Long.MAX_VALUE / MICROS && duration.toSeconds() > Long.MIN_VALUE / MICROS;
        if (!fits) {
            throw new UnfitValueException(duration + " (expected: at most 106,751,991 days)");
        }
        return duration;
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        return column instanceof DayTimeIntervalType ? ScalarCell.DURATION : null;
    }
}
