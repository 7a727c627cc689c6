package io.mist.worker;

import io.mist.protocol.Causes;
import io.mist.worker.link.Address;
import io.mist.worker.run.Worker;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * The worker's entry: {@code serve} in a Spark driver, started by spark-submit, and {@code describe} in a process apart,
 * to read contracts without Spark running.
 */
public final class Main {

    /** In front of the one line that the server reads when a worker could not start. */
    static final String FAILED = "MIST-WORKER-FAILED ";

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = Arrays.asList(arguments);
        if (words.size() == 4 && words.get(0).equals("serve")) {
            serve(words.get(1), words.get(2), Address.parse(words.get(3)));
        } else if (words.size() >= 2 && words.get(0).equals("describe")) {
            System.exit(Describe.run(words.subList(1, words.size()), System.out));
        } else {
            System.err.println("usage: serve WORKER CONTEXT HOST:PORT | describe ARTIFACT [CLASS]");
            System.exit(2);
        }
    }

    private static void serve(String worker, String context, Address server) throws InterruptedException {
        PrintStream err = System.err;
        String token = System.getenv().getOrDefault("MIST_WORKER_TOKEN", "");
        Duration orphanAfter = Duration.parse(System.getenv().getOrDefault("MIST_WORKER_ORPHAN_AFTER", "PT10M"));
        SparkSession spark;
        try {
            spark = SparkSession.builder().appName("mist-" + context).getOrCreate();
        } catch (Throwable e) {
            err.println(FAILED + innermost(e));
            e.printStackTrace(err);
            System.exit(1);
            return;
        }
        new Worker(new Worker.Settings(worker, context, server, token, orphanAfter), spark).serve();
        spark.stop();
        System.exit(0);
    }

    private static String innermost(Throwable error) {
        Throwable at = Causes.innermost(error);
        return String.valueOf(at.getMessage() == null ? at : at.getMessage()).replaceAll("\\s+", " ");
    }
}
