package io.mist.worker.run;

import io.mist.protocol.MistException;
import java.util.Optional;
import org.apache.spark.sql.streaming.Trigger;

/** A route's trigger in Spark's words. */
final class Triggers {

    private static final String REAL_TIME = "real-time";

    /** How long a batch lasts in real time; offsets are written at its end. */
    private static final String DEFAULT_BATCH = "5 minutes";

    private Triggers() {}

    static boolean isRealTime(String trigger) {
        return trigger.startsWith(REAL_TIME);
    }

    /** @param trigger as the server sends it; empty for Spark's own */
    static Optional<Trigger> of(String trigger) {
        if (isRealTime(trigger)) {
            String batch = trigger.substring(REAL_TIME.length()).strip();
            return Optional.of(Trigger.RealTime(batch.isEmpty() ? DEFAULT_BATCH : batch));
        }
        return switch (trigger) {
            case "" -> Optional.empty();
            case "available-now", "once" -> Optional.of(Trigger.AvailableNow());
            default -> Optional.of(Trigger.ProcessingTime(trigger));
        };
    }

    /** @throws MistException of kind job, code {@code trigger-not-supported}, if this Spark has no such trigger */
    static void require(String trigger, String sparkVersion) {
        if (isRealTime(trigger) && isBefore41(sparkVersion)) {
            throw MistException.job(
                    "trigger-not-supported",
                    "trigger = real-time of the route, with Spark " + sparkVersion
                            + " (expected: Spark 4.1 or later; see mist.spark-home), or choose another trigger");
        }
    }

    private static boolean isBefore41(String version) {
        String[] parts = version.split("[.-]", 3);
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        return major < 4 || (major == 4 && minor < 1);
    }
}
