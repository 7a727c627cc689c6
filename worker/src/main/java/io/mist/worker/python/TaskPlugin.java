package io.mist.worker.python;

import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;
import org.jspecify.annotations.Nullable;

/** Opens a {@link TaskGateway} on every executor of a context; {@code spark.plugins} names it. */
public final class TaskPlugin implements SparkPlugin {

    /** Nothing on the driver, which Spark's interface says with null. */
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable DriverPlugin driverPlugin() {
        return null;
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new TaskGateway();
    }
}
