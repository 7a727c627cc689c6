package io.mist.worker.live.plan;

import io.mist.worker.live.carry.LargeColumn;
import io.mist.worker.live.carry.LiveCarrier;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/** The version that the plan of a micro-batch, or of another query execution, is made with. */
public record BatchVersion(SparkContext spark, RunLive live, LiveCarrier carrier, Version version) {

    /**
     * The broadcast of a value that is too large for a literal; null for any other.
     *
     * @param value as Spark's internal rows hold it
     */
    public @Nullable LargeColumn large(String name, DataType type, Supplier<Object> value) {
        return carrier.column(spark, version, name, type, value, live.inUse());
    }
}
