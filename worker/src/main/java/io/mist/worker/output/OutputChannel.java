package io.mist.worker.output;

import io.mist.api.BatchFunction;
import io.mist.api.Output;
import io.mist.worker.contract.RowWriter;
import io.mist.worker.contract.ValueType;
import io.mist.worker.link.Publisher;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;

/**
 * The {@link Output} that a job holds. It works on the driver: the rows of a micro-batch come there partition by
 * partition and go on to the server as they come; the server appends them in one write when the batch is complete.
 */
public final class OutputChannel<T> implements Output<T> {

    private static final long serialVersionUID = 1L;

    private final String name;
    private final transient Outlet outlet;
    private final transient ValueType type;
    private final transient AtomicLong sent = new AtomicLong();

    public OutputChannel(String name, ValueType type, Outlet outlet) {
        this.name = name;
        this.type = type;
        this.outlet = outlet;
    }

    @Override
    public StreamingQuery sendAll(Dataset<?> rows) {
        Dataset<Row> table = onDriver().requireStreaming(name, rows).toDF();
        RowWriter writer = writer(table);
        return start(
                table,
                (batch, epoch, publisher) ->
                        publisher.commit(epoch, outlet.liveVersion(), () -> json(batch.toLocalIterator(), writer)));
    }

    private RowWriter writer(Dataset<Row> table) {
        try {
            return RowWriter.forOutput(type, table.schema());
        } catch (IllegalArgumentException e) {
            // Not as its cause: of causes, only the innermost is told to the caller.
            IllegalArgumentException named = new IllegalArgumentException("output '" + name + "': " + e.getMessage());
            named.addSuppressed(e);
            throw named;
        }
    }

    @Override
    public <R> StreamingQuery sendBatches(Dataset<R> rows, BatchFunction<R, T> function) {
        Dataset<R> stream = onDriver().requireStreaming(name, rows);
        return start(stream, (batch, epoch, publisher) -> {
            List<byte[]> messages = new ArrayList<>();
            for (T message : function.apply(batch, epoch)) {
                messages.add(outlet.json(name, type, message));
            }
            publisher.commit(epoch, outlet.liveVersion(), messages::iterator);
        });
    }

    @Override
    public void send(T message) {
        byte[] json = onDriver().json(name, type, message);
        try {
            outlet.publisher(name, outlet.sendQuery())
                    .commit(
                            sent.getAndIncrement(),
                            outlet.liveVersion(),
                            () -> List.of(json).iterator());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending to output '" + name + "'", e);
        }
    }

    private Outlet onDriver() {
        if (outlet == null) {
            throw new IllegalStateException("output '" + name + "' was used in a task on an executor"
                    + " (expected: driver code). Publish the rows of a Dataset with sendAll");
        }
        return outlet;
    }

    @FunctionalInterface
    private interface Epoch<R> {
        void publish(Dataset<R> batch, long epoch, Publisher publisher) throws Exception;
    }

    private <R> StreamingQuery start(Dataset<R> stream, Epoch<R> epoch) {
        Publisher publisher = outlet.publisher(name, name);
        DataStreamWriter<R> writer = stream.writeStream()
                .queryName(name)
                .option("checkpointLocation", outlet.checkpoint(name))
                .foreachBatch((VoidFunction2<Dataset<R>, Long>) (batch, id) -> epoch.publish(batch, id, publisher));
        outlet.trigger().ifPresent(trigger -> writer.trigger(trigger));
        try {
            return writer.start();
        } catch (TimeoutException e) {
            throw new IllegalStateException("the query of output '" + name + "' did not start in time", e);
        }
    }

    private static Iterator<byte[]> json(Iterator<Row> rows, RowWriter writer) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public byte[] next() {
                return writer.json(rows.next());
            }
        };
    }
}
