package io.mist.worker.output;

import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsWrite;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.write.LogicalWriteInfo;
import org.apache.spark.sql.connector.write.WriteBuilder;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The streaming sink of outputs, which Spark makes by its class's name. Its option names the {@link EpochSink} of the query.
 */
public final class OutputSink implements TableProvider {

    static final String KEY = "output";

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return new StructType();
    }

    @Override
    public boolean supportsExternalMetadata() {
        return true;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        EpochSink sink = RunOutputs.sink(properties.getOrDefault(KEY, ""));
        if (sink == null) {
            throw new IllegalStateException("no output of a run publishes with " + properties.get(KEY)
                    + " (expected: a query that sendAll has started)");
        }
        return sink.isRealTime() ? RealTimeRows.table(sink) : new OutputTable(sink, schema);
    }

    private record OutputTable(EpochSink sink, StructType schema) implements SupportsWrite {

        @Override
        public String name() {
            return "output '" + sink.publisher().channel() + "'";
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.STREAMING_WRITE, TableCapability.ACCEPT_ANY_SCHEMA);
        }

        @Override
        public WriteBuilder newWriteBuilder(LogicalWriteInfo info) {
            return new OutputWrite(sink);
        }
    }
}
