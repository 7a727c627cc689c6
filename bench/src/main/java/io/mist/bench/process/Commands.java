package io.mist.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** The other side of {@link SparkApplication}: starts and stops a query on command, each time with a fresh checkpoint. */
public final class Commands {

    @FunctionalInterface
    public interface Query {
        StreamingQuery start(SparkSession spark, String checkpoint) throws Exception;
    }

    private Commands() {}

    /** Until there are no more commands. */
    public static void serve(Query query) throws Exception {
        try (SparkSession spark = SparkSession.builder().getOrCreate();
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            StreamingQuery running = null;
            String command;
            while ((command = commands.readLine()) != null) {
                running = obey(command, query, spark, running);
                System.out.println("done " + command);
            }
        }
    }

    private static @Nullable StreamingQuery obey(
            String command, Query query, SparkSession spark, @Nullable StreamingQuery running) throws Exception {
        switch (command) {
            case "start":
                return query.start(spark, checkpoint());
            case "stop":
                if (running != null) {
                    running.stop();
                }
                return null;
            default:
                throw new IllegalArgumentException("'" + command + "' (expected: start or stop)");
        }
    }

    private static String checkpoint() throws IOException {
        return Files.createTempDirectory("bench-checkpoint-").toString();
    }
}
