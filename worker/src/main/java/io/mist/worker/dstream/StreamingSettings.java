package io.mist.worker.dstream;

import java.time.Duration;
import org.apache.spark.SparkConf;

/**
 * What the context of a run says about streaming contexts; the server hands it over among Spark's settings.
 *
 * @param interval of batches
 * @param patience how long a run waits for another one's streaming context to end
 */
public record StreamingSettings(Duration interval, Duration patience) {

    public static StreamingSettings of(SparkConf conf) {
        return new StreamingSettings(
                Duration.ofMillis(conf.getLong("spark.mist.streaming-duration", 1_000)),
                Duration.ofMillis(conf.getLong("spark.mist.streaming-context-wait", 30_000)));
    }
}
