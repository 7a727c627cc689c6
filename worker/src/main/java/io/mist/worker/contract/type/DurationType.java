package io.mist.worker.contract.type;

import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.time.Duration;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.jspecify.annotations.Nullable;

/** Duration: ISO-8601, {@code PT1S}. A column keeps microseconds. */
public final class DurationType extends TextType<Duration> {

    public static final DurationType INSTANCE = new DurationType();

    private static final long MICROS = 1_000_000;

    private DurationType() {
        super(Duration.class, DayTimeIntervalType.apply(), "duration", Duration::parse, "a duration such as PT30S");
    }

    @Override
    @Nullable
    String limit(Duration duration) {
        // Compared on both sides: the absolute value of the smallest long is negative.
        boolean fits = duration.toSeconds() < Long.MAX_VALUE / MICROS && duration.toSeconds() > Long.MIN_VALUE / MICROS;
        return fits ? null : "at most 106,751,991 days";
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        return column instanceof DayTimeIntervalType ? ScalarCell.DURATION : null;
    }
}
