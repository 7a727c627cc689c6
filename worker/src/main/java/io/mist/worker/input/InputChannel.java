package io.mist.worker.input;

import io.mist.api.Input;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The {@link Input} that a job holds. It makes streams on the driver. */
public final class InputChannel<T> implements Input<T> {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final transient @Nullable SparkSession session;
    private final transient @Nullable InputSource source;

    public InputChannel(SparkSession session, InputSource source) {
        this.name = source.channel();
        this.session = session;
        this.source = source;
    }

    @Override
    public Dataset<Row> stream() {
        if (session == null || source == null) {
            throw new IllegalStateException("input '" + name + "' was used in a task on an executor"
                    + " (expected: driver code, in run or start)");
        }
        return session.readStream()
                .format(InputProvider.class.getName())
                .option(InputProvider.SOURCE, RunInputs.name(source))
                .load();
    }
}
