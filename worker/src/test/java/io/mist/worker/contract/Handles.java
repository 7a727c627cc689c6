package io.mist.worker.contract;

import io.mist.api.BatchFunction;
import io.mist.api.Input;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.OutputComponent;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Handles that only hold their component. */
public final class Handles {

    private Handles() {}

    public record FakeLive<T>(LiveComponent component) implements Live<T> {

        @Override
        public T get() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Column column() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long version() {
            return 1;
        }
    }

    public record FakeInput<T>(InputComponent component) implements Input<T> {

        @Override
        public Dataset<Row> stream() {
            throw new UnsupportedOperationException();
        }
    }

    public record FakeOutput<T>(OutputComponent component) implements Output<T> {

        @Override
        public StreamingQuery sendAll(Dataset<?> rows) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <R> StreamingQuery sendBatches(Dataset<R> rows, BatchFunction<R, T> function) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void send(T message) {
            throw new UnsupportedOperationException();
        }
    }
}
