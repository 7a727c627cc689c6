package io.mist.worker.contract.type;

import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.sql.Date;
import java.time.LocalDate;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** LocalDate: {@code 2026-01-31}. */
public final class DateType extends TextType<LocalDate> {

    public static final DateType INSTANCE = new DateType();

    private DateType() {
        super(LocalDate.class, DataTypes.DateType, "date", LocalDate::parse, "a date such as 2026-01-31");
    }

    /** The value of a row, whose class depends on spark.sql.datetime.java8API.enabled. */
    static LocalDate ofRow(Object value) {
        if (value instanceof LocalDate date) {
            return date;
        }
        if (value instanceof Date date) {
            return date.toLocalDate();
        }
        throw UnfitValueException.of(value, "a date");
    }

    @Override
    @Nullable
    String limit(LocalDate date) {
        return date.toEpochDay() == (int) date.toEpochDay() ? null : "a date within 5,800,000 years of 1970";
    }

    @Override
    Object fromRow(Object value) {
        return ofRow(value);
    }

    @Override
    @Nullable
    Cell cellFor(DataType column) {
        return column.equals(dataType()) ? ScalarCell.DATE : null;
    }
}
