package io.mist.worker.input;

import io.mist.api.Input;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The {@link Input} that a job holds. */
public final class InputChannel<T> implements Input<T> {

    private static final long serialVersionUID = 1L;

    private final String name;

    public InputChannel(String name) {
        this.name = name;
    }

    @Override
    public Dataset<Row> stream() {
        throw new IllegalStateException("input '" + name + "' has no source yet");
    }
}
