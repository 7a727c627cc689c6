package io.mist.worker.contract.type;

import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Instant: ISO-8601 in UTC; other offsets are read too. A column keeps microseconds. */
public final class InstantType extends TextType<Instant> {

    public static final InstantType INSTANCE = new InstantType();

    /** Before it, java.sql.Timestamp follows an older calendar and older offsets than java.time. */
    private static final Instant REFORM = Instant.parse("1900-01-02T00:00:00Z");

    private static final long MICROS = 1_000_000;

    private InstantType() {
        super(
                Instant.class,
                DataTypes.TimestampType,
                "date-time",
                Instant::parse,
                "a date-time such as 2026-01-31T12:00:00Z");
    }

    /** The value of a row, whose class depends on spark.sql.datetime.java8API.enabled. */
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
    @Nullable
    String limit(Instant instant) {
        boolean fits = Math.abs(instant.getEpochSecond()) < Long.MAX_VALUE / MICROS;
        return fits ? null : "a time within 290,000 years of 1970";
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
