package io.mist.worker.output;

import io.mist.protocol.MistException;
import io.mist.worker.contract.type.RowWriter;
import io.mist.worker.link.Publisher;
import io.mist.worker.live.LiveHandle;
import java.io.Serializable;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.ForeachWriter;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.execution.streaming.sources.ForeachWriterTable;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction1;
import scala.util.Right;

/**
 * The sink of outputs in real-time mode, where an epoch lasts for minutes: each row is a message at once, under the version
 * of the live values that it was made with. An epoch that is made again publishes again, under other ids. It is one of the
 * writers that Spark takes in that mode.
 */
final class RealTimeRows extends ForeachWriter<InternalRow> {

    private static final long serialVersionUID = 1L;

    private final Publisher publisher;
    private final RowWriter rows;
    private transient @Nullable RealTimeSender sending;

    private RealTimeRows(Publisher publisher, RowWriter rows) {
        this.publisher = publisher;
        this.rows = rows;
    }

    static Table table(EpochSink sink) {
        return new ForeachWriterTable<>(new RealTimeRows(sink.publisher(), sink.rows()), new Right<>(new Identity()));
    }

    /** Rows are read before the next one comes. */
    private static final class Identity extends AbstractFunction1<InternalRow, InternalRow> implements Serializable {

        private static final long serialVersionUID = 1L;

        @Override
        public InternalRow apply(InternalRow row) {
            return row;
        }
    }

    /** A sender of its own for each task: were numbers used again, the log would take other messages for repeated ones. */
    @Override
    public boolean open(long partition, long epoch) {
        String sender = publisher.query() + "." + publisher.attempt() + "." + epoch + "." + partition + "."
                + TaskContext.get().taskAttemptId();
        sending = new RealTimeSender(publisher.of(sender));
        return true;
    }

    @Override
    public void process(InternalRow row) {
        RealTimeSender open = sending;
        if (open == null) {
            throw new IllegalStateException("process(…) before open(…)");
        }
        open.add(json(row), LiveHandle.versionHere(publisher.run(), 0));
    }

    private byte[] json(InternalRow row) {
        try {
            return rows.json(row);
        } catch (IllegalArgumentException e) {
            throw MistException.job(
                    "message-invalid", "a row of output '" + publisher.channel() + "' does not fit: " + e.getMessage());
        }
    }

    /** Without an error it returns when all rows are in the log; only then Spark notes how far it has read. */
    @Override
    public void close(@Nullable Throwable error) {
        RealTimeSender open = sending;
        sending = null;
        if (open != null && error == null) {
            open.finish();
        } else if (open != null) {
            open.abandon();
        }
    }
}
