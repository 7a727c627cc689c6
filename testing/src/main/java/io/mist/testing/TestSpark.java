package io.mist.testing;

import org.apache.spark.sql.SparkSession;

/** Spark for tests. */
public final class TestSpark {

    private static final String SHUFFLE_PARTITIONS = "2";

    private TestSpark() {}

    /**
     * Returns a new session, as each run has its own, on the one Spark application of the test process, in local mode: two
     * tasks at a time, no web UI, two shuffle partitions. The application starts with the first call and ends with the
     * process; {@code stop()} or {@code close()} of one session stops it for all.
     *
     * <p>Spark needs some packages of the JDK opened; the test process gets the {@code --add-opens} options of the
     * guide's page on testing.
     */
    public static SparkSession local() {
        SparkSession session = SparkSession.builder()
                .master("local[2]")
                .appName("mist-test")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", SHUFFLE_PARTITIONS)
                .getOrCreate()
                .newSession();
        // An application that was there before has settings of its own.
        session.conf().set("spark.sql.shuffle.partitions", SHUFFLE_PARTITIONS);
        return session;
    }
}
