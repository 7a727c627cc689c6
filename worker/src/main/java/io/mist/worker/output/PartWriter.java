package io.mist.worker.output;

import io.mist.protocol.MistException;
import io.mist.worker.contract.type.RowWriter;
import io.mist.worker.link.PartStream;
import io.mist.worker.link.Publisher;
import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.write.DataWriter;
import org.apache.spark.sql.connector.write.WriterCommitMessage;
import org.apache.spark.sql.connector.write.streaming.StreamingDataWriterFactory;

/** One attempt of a task: its rows go to the server as they come. */
final class PartWriter implements DataWriter<InternalRow> {

    private final RowWriter rows;
    private final String channel;
    private final int partition;
    private final PartStream part;

    /** It travels to executors, without classes of the job. */
    record Factory(Publisher publisher, RowWriter rows) implements StreamingDataWriterFactory {

        @Override
        public DataWriter<InternalRow> createWriter(int partition, long task, long epoch) {
            return new PartWriter(rows, publisher.channel(), partition, publisher.part(epoch, partition, task));
        }
    }

    private PartWriter(RowWriter rows, String channel, int partition, PartStream part) {
        this.rows = rows;
        this.channel = channel;
        this.partition = partition;
        this.part = part;
    }

    @Override
    public void write(InternalRow row) throws IOException {
        byte[] message = json(row);
        try {
            part.add(message);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private byte[] json(InternalRow row) {
        try {
            return rows.json(row);
        } catch (IllegalArgumentException e) {
            throw MistException.job(
                    "message-invalid",
                    "a row of output '" + channel + "' (partition " + partition + ") does not fit: " + e.getMessage());
        }
    }

    @Override
    public WriterCommitMessage commit() throws IOException {
        try {
            return new EpochWrite.PartCommit(part.end());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        IOException io = new InterruptedIOException("the task was ended while it waited for the server");
        io.initCause(e);
        return io;
    }

    @Override
    public void abort() {
        part.discard();
    }

    @Override
    public void close() {}
}
