package io.mist.worker.output;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
 * The streaming sink of outputs, as Spark makes it by its class's name. Options are texts, so what a query publishes
 * with is kept here under a key, and the key is the option.
 */
public final class OutputSink implements TableProvider {

    static final String KEY = "output";

    private static final Map<String, EpochSink> SINKS = new ConcurrentHashMap<>();

    /** @return the key; an entry is kept until the run ends */
    static String add(EpochSink sink) {
        String key = sink.publisher().run() + "/" + UUID.randomUUID();
        SINKS.put(key, sink);
        return key;
    }

    /** A run has ended. */
    public static void forget(String run) {
        SINKS.keySet().removeIf(key -> key.startsWith(run + "/"));
        OutputHandles.forget(run);
    }

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
        EpochSink sink = SINKS.get(properties.getOrDefault(KEY, ""));
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
