package io.mist.worker.output;

import io.mist.api.BatchFunction;
import io.mist.api.Output;
import io.mist.api.internal.OutputModes;
import io.mist.protocol.MistException;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.type.RowWriter;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.link.PartStream;
import io.mist.worker.link.Publisher;
import io.mist.worker.link.StoredPart;
import io.mist.worker.live.LiveChanges;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Output} that a job holds. Queries are started on the driver; the rows of {@code sendAll} go to the server
 * from the tasks, through {@link OutputSink}. It travels to tasks in lambdas, for {@code send}.
 */
public final class OutputChannel<T> implements Output<T> {

    private static final long serialVersionUID = 1L;

    /** Numbers the parts that the driver makes; those of tasks have Spark's numbers, under queries of other names. */
    private static final AtomicLong PARTS = new AtomicLong();

    private final ContractTypes types;
    private final boolean batchOnChange;
    private final Publisher publisher;
    private final SingleMessages messages;

    private final transient @Nullable Outlet outlet;
    private transient volatile @Nullable ValueType type;

    /** @param types of the contract in which the output is named */
    public OutputChannel(OutputComponent output, ContractTypes types, Outlet outlet) {
        this.types = types;
        this.batchOnChange = output.batchOnChange();
        this.type = output.type();
        this.outlet = outlet;
        this.publisher = outlet.publisher(output.name(), outlet.sender());
        this.messages = new SingleMessages(publisher, outlet.liveVersion());
        outlet.outputs().add(publisher, this);
    }

    /** A channel in the checkpoint of DStreams is an earlier attempt's: on the driver this attempt's takes its place. */
    private Object readResolve() {
        return RunOutputs.current(publisher, this);
    }

    private String name() {
        return publisher.channel();
    }

    private ValueType type() {
        ValueType known = type;
        if (known == null) {
            known = types.of(name());
            type = known;
        }
        return known;
    }

    @Override
    public StreamingQuery sendAll(Dataset<?> rows) {
        Outlet here = onDriver("sendAll");
        Dataset<Row> table = requireStreaming(rows).toDF();
        EpochSink sink =
                new EpochSink(here.publisher(name(), name()), writer(table), here::liveVersion, here.isRealTime());
        return start(
                here,
                table,
                withChanges(here, table)
                        .writeStream()
                        .format(OutputSink.class.getName())
                        .option(OutputSink.KEY, here.outputs().add(sink)));
    }

    private RowWriter writer(Dataset<Row> table) {
        try {
            return RowWriter.forOutput(type(), table.schema());
        } catch (IllegalArgumentException e) {
            // Not as its cause: only the innermost cause is reported to the caller.
            IllegalArgumentException named = new IllegalArgumentException("output '" + name() + "': " + e.getMessage());
            named.addSuppressed(e);
            throw named;
        }
    }

    @Override
    public <R> StreamingQuery sendBatches(Dataset<R> rows, BatchFunction<R, T> function) {
        Outlet here = onDriver("sendBatches");
        if (here.isRealTime()) {
            throw MistException.job(
                    "trigger-not-supported",
                    "output '" + name()
                            + "': sendBatches(…) with trigger = real-time, which hands over no micro-batches"
                            + " (expected: sendAll(…), or another trigger of the route)");
        }
        Dataset<R> stream = requireStreaming(rows);
        Publisher ofQuery = here.publisher(name(), name());
        return start(here, stream, withChanges(here, stream).writeStream().foreachBatch((VoidFunction2<
                        Dataset<R>, Long>)
                (batch, epoch) -> publish(ofQuery, epoch, function.apply(batch, epoch), here.liveVersion())));
    }

    private void publish(Publisher ofQuery, long epoch, List<T> messages, long live) throws InterruptedException {
        List<byte[]> made = new ArrayList<>();
        for (T message : messages) {
            made.add(json(message));
        }
        ofQuery.commit(epoch, live, List.of(stored(ofQuery.part(epoch, 0, PARTS.getAndIncrement()), made)));
    }

    private static StoredPart stored(PartStream part, List<byte[]> messages) throws InterruptedException {
        boolean isStored = false;
        try {
            for (byte[] message : messages) {
                part.add(message);
            }
            StoredPart stored = part.end();
            isStored = true;
            return stored;
        } finally {
            if (!isStored) {
                part.discard();
            }
        }
    }

    @Override
    public void send(T message) {
        messages.send(json(message));
    }

    /** Sends as {@link #send} does, for tasks in another process. */
    public SingleMessages messages() {
        return messages;
    }

    private byte[] json(@Nullable T message) {
        try {
            return type().json(message);
        } catch (IllegalArgumentException e) {
            // Not as its cause: only the innermost cause is reported to the caller.
            IllegalArgumentException named = new IllegalArgumentException(
                    "a message of output '" + name() + "' does not fit " + type().name() + ": " + e.getMessage());
            named.addSuppressed(e);
            throw named;
        }
    }

    private Outlet onDriver(String method) {
        if (outlet == null) {
            throw new IllegalStateException(method + " of output '" + name() + "' was called in a task on an executor"
                    + " (expected: driver code). In a task, publish single messages with send(…)");
        }
        return outlet;
    }

    private <R> Dataset<R> requireStreaming(Dataset<R> rows) {
        if (!rows.isStreaming()) {
            throw new IllegalArgumentException("output '" + name() + "' was given a Dataset that is not streaming"
                    + " (expected: one from readStream). Publish single messages with send(…)");
        }
        return rows;
    }

    private <R> Dataset<R> withChanges(Outlet here, Dataset<R> rows) {
        // In real time no batch is needed: a change is in effect with the next record.
        return batchOnChange && !here.isRealTime() ? LiveChanges.with(rows, publisher.run()) : rows;
    }

    private <R> StreamingQuery start(Outlet here, Dataset<R> rows, DataStreamWriter<R> writer) {
        DataStreamWriter<R> named = writer.queryName(name())
                .outputMode(here.isRealTime() ? RealTimePlans.outputMode(rows, name()) : OutputModes.of(rows))
                .option("checkpointLocation", here.checkpoint(name()));
        here.trigger().ifPresent(named::trigger);
        try {
            return named.start();
        } catch (TimeoutException e) {
            throw new IllegalStateException("the query of output '" + name() + "' did not start in time", e);
        }
    }

    @Override
    public String toString() {
        return "output " + name();
    }
}
