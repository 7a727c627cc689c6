package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.ScalarCell;
import java.io.IOException;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** LocalDate: {@code 2026-01-31}. */
public final class DateType extends ScalarType {

    public static final DateType INSTANCE = new DateType();

    private DateType() {
        super(LocalDate.class, DataTypes.DateType, "string", "date");
    }

    /** Spark hands out one or the other, as spark.sql.datetime.java8API.enabled says. */
    static LocalDate ofRow(Object value) {
        if (value instanceof LocalDate date) {
            return date;
        }
        if (value instanceof java.sql.Date date) {
            return date.toLocalDate();
        }
        throw UnfitValueException.of(value, "a date");
    }

    @Override
    public String expected() {
        return "a date such as 2026-01-31";
    }

    @Override
    @Nullable
    Object parse(JsonNode node) {
        try {
            return node.isTextual() ? LocalDate.parse(node.textValue()) : null;
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
        LocalDate date = (LocalDate) checked(value);
        if (date.toEpochDay() != (int) date.toEpochDay()) {
            throw new UnfitValueException(date + " (expected: a date within 5,800,000 years of 1970)");
        }
        return date;
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
