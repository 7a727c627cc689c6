package io.mist.worker.contract.type;

import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.Columns;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of one output, as Spark's engine holds them, as JSON messages. The columns are checked once, at
 * construction. Immutable, safe for any thread, and serializable without the job's classes, so that tasks on executors can use
 * it.
 *
 * <p>No record is made from these rows, so the checks of its constructor do not apply.
 */
public final class RowWriter implements Serializable {

    private static final long serialVersionUID = 1;

    private final Cell cell;
    /** The type of a single value's column; null for whole rows. */
    private final @Nullable DataType single;

    private final String expected;

    private RowWriter(Cell cell, @Nullable DataType single, String expected) {
        this.cell = cell;
        this.single = single;
        this.expected = expected;
    }

    /**
     * @param type of the output's messages
     * @param actualColumns of the Dataset, in their order
     * @throws IllegalArgumentException if a column is missing, surplus, ambiguous or of another type; the message
     *     names each and says what to do
     */
    public static RowWriter forOutput(ValueType type, StructType actualColumns) {
        List<String> problems = new ArrayList<>();
        boolean single = !(type.carried() instanceof RecordType);
        Cell cell = single
                ? singleCell(type, Columns.of(actualColumns), problems)
                : type.carried().cell(actualColumns, "", problems);
        if (cell == null) {
            throw new IllegalArgumentException(
                    "the columns do not fit " + type.name() + ": " + String.join("; and ", problems));
        }
        return new RowWriter(cell, single ? actualColumns.fields()[0].dataType() : null, type.expected());
    }

    private static @Nullable Cell singleCell(ValueType type, Columns columns, List<String> problems) {
        if (columns.count() != 1) {
            problems.add(columns.count() + " columns (" + columns.names() + "; expected: one, of any name, because "
                    + type.name() + " is a single value); choose it with select(…)");
            return null;
        }
        DataType column = columns.types().get(0);
        return type.carried().cell(column, columns.all().get(0), problems);
    }

    /**
     * The JSON text of one row in UTF-8.
     *
     * @throws IllegalArgumentException if a value does not fit: a null where the field is not {@code Optional}, an enum
     *     without such a constant, NaN; the message names the field
     */
    public byte[] json(InternalRow row) {
        if (single != null && row.isNullAt(0)) {
            throw UnfitValueException.of(null, expected);
        }
        Object value = single == null ? row : row.get(0, single);
        return ValueType.text(out -> cell.write(out, value));
    }
}
