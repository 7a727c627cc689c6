package io.mist.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the rows of an output as messages. The columns are checked once, at construction.
 *
 * @param <T> the message
 */
final class RowReader<T> implements MessageReader<T> {

    private final Class<T> type;
    private final ValueReader reader;

    /** The column of a single value; null for whole rows. */
    private final boolean single;

    private RowReader(Class<T> type, ValueReader reader, boolean single) {
        this.type = type;
        this.reader = reader;
        this.single = single;
    }

    /** @throws IllegalArgumentException if the columns do not fit; the message names each */
    static <T> RowReader<T> of(Class<T> type, StructType columns) {
        List<String> problems = new ArrayList<>();
        ValueReader reader = null;
        // A message that is a record is an object even with one component.
        boolean single = !type.isRecord();
        if (!single) {
            reader = RecordReader.of(type, columns, "", problems);
        } else if (columns.length() == 1) {
            reader = ValueReader.of(type, columns.fields()[0].dataType(), columns.fieldNames()[0], problems);
        } else {
            problems.add(columns.length() + " columns (" + String.join(", ", columns.fieldNames())
                    + "; expected: one, of any name, because " + type.getSimpleName()
                    + " is a single value); choose it with select(…)");
        }
        if (reader == null || !problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the columns do not fit " + type.getSimpleName() + ": " + String.join("; and ", problems));
        }
        return new RowReader<>(type, reader, single);
    }

    @Override
    public List<T> read(Dataset<Row> batch) {
        List<T> messages = new ArrayList<>();
        batch.toLocalIterator().forEachRemaining(row -> messages.add(message(row)));
        return messages;
    }

    private T message(Row row) {
        return type.cast(single ? ValueReader.required(reader, row.get(0), "value") : reader.read(row, ""));
    }
}
