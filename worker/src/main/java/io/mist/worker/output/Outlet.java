package io.mist.worker.output;

import io.mist.worker.contract.ValueType;
import io.mist.worker.link.Publisher;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/** What the outputs of a run share: where they publish, their checkpoints and their trigger. */
public interface Outlet {

    /** The way into a channel's log for one query; the same for the same arguments. */
    Publisher publisher(String channel, String query);

    /** The key under which messages that are sent one by one are numbered: another one in every attempt. */
    String sendQuery();

    /** The version of the run's live values that is in effect on this thread. */
    long liveVersion();

    String checkpoint(String channel);

    Optional<Trigger> trigger();

    /** @throws IllegalArgumentException if the value does not fit; the message names the output and every problem */
    byte[] json(String channel, ValueType type, @Nullable Object message);

    default <R> Dataset<R> requireStreaming(String channel, Dataset<R> rows) {
        if (!rows.isStreaming()) {
            throw new IllegalArgumentException("output '" + channel + "' was given a Dataset that is not streaming"
                    + " (expected: one from readStream). Publish single messages with send(…)");
        }
        return rows;
    }
}
