package io.mist.worker.output;

import io.mist.worker.link.Publisher;
import java.util.Optional;
import org.apache.spark.sql.streaming.Trigger;

/** What the outputs of a run share on its driver: where they publish, their checkpoints and their trigger. */
public interface Outlet {

    /** The way into a channel's log for a query; it travels to executors. */
    Publisher publisher(String channel, String query);

    /** The name under which messages are sent one by one: they are numbered anew in every attempt. */
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
