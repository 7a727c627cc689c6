package io.mist.worker.contract;

import org.apache.spark.sql.SparkSession;

/** One session for all tests; it ends with the JVM. */
final class LocalSpark {

    private static final SparkSession SESSION = SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            // Whichever test comes first in a JVM makes the one context there is, for those of live values too.
            .config("spark.sql.extensions", "io.mist.worker.live.LiveExtensions")
            .getOrCreate();

    private LocalSpark() {}

    static SparkSession session() {
        return SESSION.newSession();
    }
}
