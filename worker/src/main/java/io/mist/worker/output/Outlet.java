package io.mist.worker.output;

import io.mist.worker.link.Publisher;
import java.util.Optional;
import org.apache.spark.sql.streaming.Trigger;

/** What the outputs of a run share on its driver: their destination, checkpoints and trigger. */
public interface Outlet {

    /** Where sinks and channels are found by what Spark makes by name. */
    RunOutputs outputs();

    /** The way into a channel's log for a query; it travels to executors. */
    Publisher publisher(String channel, String query);

    /** The name under which messages are sent one by one; every attempt numbers them from the start. */
    String sender();

    /** The version of the run's live values that is in effect on this thread. */
    long liveVersion();

    String checkpoint(String channel);

    Optional<Trigger> trigger();

    /** Whether that trigger is the one of Spark's real-time mode. */
    default boolean isRealTime() {
        return false;
    }
}
