package io.mist.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** Starts and stops a query on command, each time with a fresh checkpoint. */
public final class Commands implements CommandLoop.Obeying {

    @FunctionalInterface
    public interface Query {
        StreamingQuery start(SparkSession spark, String checkpoint) throws Exception;
    }

    private final SparkSession spark;
    private final Query query;
    private @Nullable StreamingQuery running;

    private Commands(SparkSession spark, Query query) {
        this.spark = spark;
        this.query = query;
    }

    /** Until there are no more commands. */
    public static void serve(Query query) throws Exception {
        try (SparkSession spark = SparkSession.builder().getOrCreate()) {
            CommandLoop.serve(new Commands(spark, query));
        }
    }

    @Override
    public void obey(List<String> words) throws Exception {
        switch (words.get(0)) {
            case "start" -> running = query.start(spark, checkpoint());
            case "stop" -> stop();
            default -> throw CommandLoop.unknown(words, "start or stop");
        }
    }

    private void stop() throws Exception {
        if (running != null) {
            running.stop();
            running = null;
        }
    }

    private static String checkpoint() throws IOException {
        return Files.createTempDirectory("bench-checkpoint-").toString();
    }
}
