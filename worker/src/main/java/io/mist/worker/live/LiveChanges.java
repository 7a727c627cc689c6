package io.mist.worker.live;

import io.mist.protocol.Json;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.live.version.RunLive;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A source of no rows whose offset is the newest version of a run's live values: a change of them makes a micro-batch, as
 * new data does.
 */
public final class LiveChanges implements TableProvider {

    private static final String RUN = "run";

    /** The rows of a stream, and a micro-batch at every change of the live values of its run. */
    public static <R> Dataset<R> with(Dataset<R> rows, String run) {
        SparkSession session = rows.sparkSession();
        Dataset<Row> none = session.readStream()
                .format(LiveChanges.class.getName())
                .schema(plain(rows.schema()))
                .option(RUN, run)
                .load();
        return rows.union(none.as(rows.encoder()));
    }

    /** Without what Spark notes on columns, such as a watermark. */
    private static StructType plain(StructType schema) {
        return new StructType(Arrays.stream(schema.fields())
                .map(field -> new StructField(field.name(), field.dataType(), field.nullable(), Metadata.empty()))
                .toArray(StructField[]::new));
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
        return new Changes(schema, String.valueOf(new CaseInsensitiveStringMap(properties).get(RUN)));
    }

    private record Changes(StructType schema, String run) implements SupportsRead, Scan {

        @Override
        public String name() {
            return "changes of live values";
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.MICRO_BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return () -> this;
        }

        @Override
        public StructType readSchema() {
            return schema;
        }

        @Override
        public String description() {
            return name();
        }

        @Override
        public MicroBatchStream toMicroBatchStream(String checkpoint) {
            return new LiveChangesStream(HostedRuns.require(run, RunLive.class));
        }
    }

    /** In a checkpoint: {@code {"version":3}}. */
    static final class Offset extends org.apache.spark.sql.connector.read.streaming.Offset {

        private final long version;

        Offset(long version) {
            this.version = version;
        }

        static Offset parse(String json) {
            return new Offset(Json.parseObject(json).path("version").asLong());
        }

        @Override
        public String json() {
            return "{\"version\":" + version + "}";
        }
    }
}
