package io.mist.worker.live;

import io.mist.worker.live.version.RunLive;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;

/** The micro-batches of {@link LiveChanges}. Confined to the query's thread. */
final class LiveChangesStream implements MicroBatchStream, SupportsTriggerAvailableNow {

    private final RunLive live;
    /** Where a query that reads what is there, and no more, ends. */
    private @Nullable Offset target;

    LiveChangesStream(RunLive live) {
        this.live = live;
    }

    @Override
    public Offset initialOffset() {
        return latestOffset();
    }

    @Override
    public Offset latestOffset() {
        return new LiveChanges.Offset(live.newest().number());
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        return target == null ? latestOffset() : target;
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return ReadLimit.allAvailable();
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        target = latestOffset();
    }

    @Override
    public Offset deserializeOffset(String json) {
        return LiveChanges.Offset.parse(json);
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        return new InputPartition[0];
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return partition -> {
            throw new IllegalStateException("a change of live values has no rows");
        };
    }

    @Override
    public void commit(Offset end) {}

    @Override
    public void stop() {}
}
