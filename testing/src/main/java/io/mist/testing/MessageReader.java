package io.mist.testing;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Reads the rows of an output as messages. The columns are checked once, at construction.
 *
 * @param <T> the message
 */
@FunctionalInterface
interface MessageReader<T> {

    /** @throws IllegalArgumentException if a value does not fit, such as a null; the message names the field */
    List<T> read(Dataset<Row> batch);
}
