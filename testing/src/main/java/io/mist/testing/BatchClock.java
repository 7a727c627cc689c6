package io.mist.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.util.ManualClock;

/** The clock of a streaming context, which stands still until the test calls for the next batch. */
final class BatchClock {

    /** Settings that Spark reads while a streaming context and its streams are made. */
    private static final Map<String, String> SETTINGS = Map.of(
            "spark.streaming.clock",
            ManualClock.class.getName(),
            "spark.streaming.fileStream.minRememberDuration",
            "1d");

    /** A batch reads the files that are older than itself; so it reads all that exist. */
    private static final Duration AHEAD = Duration.ofHours(1);

    private final ManualClock clock;
    private final long interval;
    private long time;

    private BatchClock(ManualClock clock, long interval) {
        this.clock = clock;
        this.interval = interval;
    }

    /** Streaming contexts get such clocks until this is closed. */
    static final class Standing implements AutoCloseable {

        private final SparkConf conf;
        private final Map<String, String> before = new HashMap<>();

        Standing(SparkConf conf) {
            this.conf = conf;
            SETTINGS.keySet().stream().filter(conf::contains).forEach(name -> before.put(name, conf.get(name)));
            SETTINGS.forEach(conf::set);
        }

        @Override
        public void close() {
            SETTINGS.keySet().forEach(conf::remove);
            before.forEach(conf::set);
        }
    }

    /** Call it before the streams are defined: files that exist already are not new. */
    static BatchClock of(StreamingContext context, Duration interval) {
        BatchClock made = new BatchClock((ManualClock) context.scheduler().clock(), interval.toMillis());
        made.clock.setTime(System.currentTimeMillis());
        return made;
    }

    /** Call it when the streams are defined: the next batches are later. */
    void jumpAhead() {
        time = Math.floorDiv(clock.getTimeMillis() + AHEAD.toMillis(), interval) * interval;
        clock.setTime(time);
    }

    /** The time of the next batch. */
    long next() {
        return time + interval;
    }

    /** Makes Spark start the next batch. */
    void tick() {
        time = next();
        clock.setTime(time);
    }
}
