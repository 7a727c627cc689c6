package io.mist.worker.input;

import io.mist.protocol.MistException;
import io.mist.worker.link.Fetch;
import io.mist.worker.link.OffsetsWatch;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.connector.read.streaming.ReadMaxRows;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeMode;
import org.apache.spark.sql.connector.read.streaming.SupportsTriggerAvailableNow;
import org.jspecify.annotations.Nullable;

/**
 * An input as a stream of micro-batches. A batch is a range of offsets, which the checkpoint keeps: one that is run again
 * reads the same messages. Confined to the query's thread, but for {@link #stop}.
 */
final class InputStream implements MicroBatchStream, SupportsTriggerAvailableNow, SupportsRealTimeMode {

    /** Fewer are not worth another task. */
    private static final long MIN_ROWS_PER_TASK = 1_000;

    private final InputSource source;
    private final OffsetsWatch watch;
    /** Where a query that reads what is there, and no more, ends. */
    private @Nullable Long target;

    InputStream(InputSource source) {
        this.source = source;
        this.watch = OffsetsWatch.open(source.server(), source.channel());
    }

    @Override
    public Offset initialOffset() {
        return new InputOffset(source.from());
    }

    @Override
    public Offset deserializeOffset(String json) {
        return InputOffset.parse(json);
    }

    @Override
    public ReadLimit getDefaultReadLimit() {
        return ReadLimit.maxRows(source.maxRows());
    }

    @Override
    public void prepareForTriggerAvailableNow() {
        target = ends().end();
    }

    @Override
    public Offset latestOffset() {
        throw new UnsupportedOperationException("latestOffset(Offset, ReadLimit) is called instead");
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        OffsetsWatch.Ends ends = ends();
        long from = InputOffset.of(start);
        if (from < ends.start()) {
            throw Gaps.removed(source.channel(), from, ends.start() - 1);
        }
        if (from > ends.end()) {
            throw Gaps.shorter(source.channel(), from, ends.end());
        }
        long end = target == null ? ends.end() : Math.max(from, target);
        return new InputOffset(limit instanceof ReadMaxRows rows ? Math.min(end, from + rows.maxRows()) : end);
    }

    @Override
    public Offset reportLatestOffset() {
        return new InputOffset(ends().end());
    }

    private OffsetsWatch.Ends ends() {
        try {
            return watch.ends();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MistException.resources("interrupted", "interrupted while asking for the end of " + this)
                    .causedBy(e);
        }
    }

    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        long from = InputOffset.of(start);
        long to = InputOffset.of(end);
        long most = SparkSession.active().sparkContext().defaultParallelism();
        int parts = (int) Math.max(1, Math.min(most, (to - from) / MIN_ROWS_PER_TASK));
        InputPartition[] ranges = new InputPartition[to > from ? parts : 0];
        for (int i = 0; i < ranges.length; i++) {
            ranges[i] = new InputRange(source, from + (to - from) * i / parts, from + (to - from) * (i + 1) / parts);
        }
        return ranges;
    }

    /** In real time one task reads on, so that messages keep their order. */
    @Override
    public InputPartition[] planInputPartitions(Offset start) {
        return new InputPartition[] {new InputRange(source, InputOffset.of(start), Fetch.WITHOUT_END)};
    }

    @Override
    public Offset mergeOffsets(PartitionOffset[] offsets) {
        return new InputOffset(((InputPosition) offsets[0]).next());
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return partition -> new InputReader((InputRange) partition);
    }

    /** Nothing is removed because it was read: other runs read it too, and retention removes what is old. */
    @Override
    public void commit(Offset end) {}

    @Override
    public void stop() {
        watch.close();
    }

    @Override
    public String toString() {
        return "input '" + source.channel() + "'";
    }
}
