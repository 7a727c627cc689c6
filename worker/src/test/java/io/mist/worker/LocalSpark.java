package io.mist.worker;

import org.apache.spark.sql.SparkSession;

/** One Spark application for all tests, as there can be only one in a JVM; it ends with that. */
public final class LocalSpark {

    private static final SparkSession SESSION = SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.pyspark.python", TestPython.program())
            .config("spark.sql.extensions", "io.mist.worker.live.LiveExtensions")
            .config("spark.plugins", "io.mist.worker.python.TaskPlugin")
            .getOrCreate();

    private LocalSpark() {}

    public static SparkSession session() {
        return SESSION.newSession();
    }
}
