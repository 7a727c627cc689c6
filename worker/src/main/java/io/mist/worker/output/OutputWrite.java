package io.mist.worker.output;

import org.apache.spark.sql.connector.write.SupportsTruncate;
import org.apache.spark.sql.connector.write.Write;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.connector.write.streaming.StreamingWrite;
import org.apache.spark.sql.internal.connector.SupportsStreamingUpdateAsAppend;

/**
 * Takes the rows of every output mode as messages: of an aggregation in update mode the groups that have changed, in
 * complete mode all. A log is never truncated: what readers have seen stays.
 */
final class OutputWrite implements WriteBuilder, SupportsStreamingUpdateAsAppend, SupportsTruncate {

    private final EpochSink sink;

    OutputWrite(EpochSink sink) {
        this.sink = sink;
    }

    @Override
    public WriteBuilder truncate() {
        return this;
    }

    @Override
    public Write build() {
        return new Write() {
            @Override
            public StreamingWrite toStreaming() {
                return new EpochWrite(sink);
            }

            @Override
            public String description() {
                return "output '" + sink.publisher().channel() + "'";
            }
        };
    }
}
