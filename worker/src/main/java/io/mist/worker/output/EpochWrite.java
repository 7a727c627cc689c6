package io.mist.worker.output;

import io.mist.worker.link.StoredPart;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.connector.write.PhysicalWriteInfo;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;

/** The epochs of one query on the driver: when all tasks have stored their parts, the winning ones are committed. */
final class EpochWrite implements StreamingWrite {

    private final EpochSink sink;

    /** A task's part is at the server, and waits for the commit. */
    record PartCommit(StoredPart part) implements WriterCommitMessage {}

    EpochWrite(EpochSink sink) {
        this.sink = sink;
    }

    @Override
    public StreamingDataWriterFactory createStreamingWriterFactory(PhysicalWriteInfo info) {
        return new PartWriter.Factory(sink.publisher(), sink.rows());
    }

    /** One of several attempts at a partition may finish; the parts of the others are never named in a commit. */
    @Override
    public boolean useCommitCoordinator() {
        return true;
    }

    @Override
    public void commit(long epoch, WriterCommitMessage[] messages) {
        List<StoredPart> parts = Arrays.stream(messages)
                .filter(Objects::nonNull)
                .map(message -> ((PartCommit) message).part())
                .toList();
        try {
            sink.publisher().commit(epoch, sink.live().getAsLong(), parts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while committing epoch " + epoch, e);
        }
    }

    /** Parts that are stored go when a later attempt's epoch is committed, or the run's attempt ends. */
    @Override
    public void abort(long epoch, WriterCommitMessage[] messages) {}
}
