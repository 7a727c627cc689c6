package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Instant: ISO-8601 in UTC; another offset is read too. A column keeps microseconds. */
public final class InstantType extends ScalarType {

    public static final InstantType INSTANCE = new InstantType();

    /** Before it, java.sql.Timestamp follows an older calendar and older offsets than java.time does. */
    private static final Instant REFORM = Instant.parse("1900-01-02T00:00:00Z");

    private static final long MICROS = 1_000_000;

    private InstantType() {
        super(Instant.class, DataTypes.TimestampType, "string", "date-time");
    }

    /** Spark hands out one or the other, as spark.sql.datetime.java8API.enabled says. */
    static Instant ofRow(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof Timestamp timestamp) {
            Instant instant = timestamp.toInstant();
            return instant.isBefore(REFORM)
                    ? timestamp.toLocalDateTime().atZone(ZoneId.systemDefault()).toInstant()
                    : instant;
        }
        throw UnfitValueException.of(value, "a timestamp");
    }

    @Override
    public String expected() {
        return "a date-time such as 2026-01-31T12:00:00Z";
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        try {
            return node.isTextual() ? Instant.parse(node.textValue()) : null;
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
        Instant instant = (Instant) checked(value);
        if (Math.abs(instant.getEpochSecond()) >= Long.MAX_VALUE / MICROS) {
            throw new UnfitValueException(instant + " (expected: a time within 290,000 years of 1970)");
        }
        return instant;
    }

    @Override
    Object fromRow(Object value) {
        return ofRow(value);
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        return column.equals(dataType()) ? ScalarCell.INSTANT : null;
    }
}
