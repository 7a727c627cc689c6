package io.mist.worker.input;

import io.mist.protocol.wire.InputMessage;
import io.mist.worker.link.Fetch;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.streaming.PartitionOffset;
import org.apache.spark.sql.connector.read.streaming.SupportsRealTimeRead;
import org.jspecify.annotations.Nullable;

/** Reads a part of an input's log, message by message, in a task: a micro-batch to its end, in real time as they come. */
final class InputReader implements SupportsRealTimeRead<InternalRow> {

    private final InputRange range;
    private final MessageReader reader;
    private final Fetch fetch;
    private @Nullable InternalRow row;

    InputReader(InputRange range) {
        this.range = range;
        this.reader = new MessageReader(range.source().message());
        this.fetch = new Fetch(range.source().server(), range.source().channel(), range.from(), range.to());
    }

    @Override
    public boolean next() throws IOException {
        try {
            return read(fetch.next());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public RecordStatus nextWithTimeout(Long timeoutMillis) throws IOException {
        try {
            return RecordStatus.newStatusWithoutArrivalTime(read(fetch.next(Math.max(0, timeoutMillis))));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What comes after the row that was read last. */
    @Override
    public PartitionOffset getOffset() {
        return new InputPosition(fetch.position());
    }

    private boolean read(@Nullable InputMessage message) {
        row = message == null ? null : reader.row(range.source().channel(), message);
        return row != null;
    }

    private IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        IOException ended = new InterruptedIOException(
                "interrupted while reading input '" + range.source().channel() + "'");
        ended.initCause(e);
        return ended;
    }

    @Override
    public InternalRow get() {
        if (row == null) {
            throw new IllegalStateException("get() before next()");
        }
        return row;
    }

    @Override
    public void close() {
        fetch.close();
    }
}
