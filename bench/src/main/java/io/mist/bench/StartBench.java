package io.mist.bench;

import io.mist.bench.process.Cpu;
import io.mist.bench.process.MistClient;
import java.io.IOException;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/**
 * A run on a warm context against the same Spark call in this process, one after the other, pair by pair: prints a table.
 * Arguments: the server's address, its process id, the number of counted runs.
 */
public final class StartBench {

    private static final int WARM_UP = 30;

    private final MistClient mist;

    private StartBench(MistClient mist) {
        this.mist = mist;
    }

    public static void main(String[] arguments) throws Exception {
        int counted = Integer.parseInt(arguments[2]);
        StartBench bench = new StartBench(new MistClient(arguments[0]));
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            bench.measure(spark, Long.parseLong(arguments[1]), counted);
        }
    }

    private void measure(SparkSession spark, long serverPid, int counted) throws Exception {
        Samples inProcess = Samples.of(WARM_UP, counted, () -> CountJob.count(spark.newSession(), 1000));
        Samples.of(WARM_UP, 1, this::result);
        long workerPid = mist.workerProcess();
        double serverCpu = Cpu.millis(serverPid);
        double workerCpu = Cpu.millis(workerPid);
        Samples result = Samples.of(0, counted, this::result);
        serverCpu = (Cpu.millis(serverPid) - serverCpu) / counted;
        workerCpu = (Cpu.millis(workerPid) - workerCpu) / counted;
        Samples running = Samples.of(5, Math.min(counted, 100), this::running);

        System.out.println("| | min ms | p50 ms | p90 ms | p99 ms | p50 ÷ in-process |");
        System.out.println("|---|---|---|---|---|---|");
        System.out.println(inProcess.row("the Spark call, in-process, a session each", inProcess));
        System.out.println(result.row("`POST …/runs?wait` → result", inProcess));
        System.out.println(running.row("`POST …/runs` → RUNNING seen by the client", inProcess));
        System.out.printf(
                Locale.ROOT,
                "%nOverhead at p50: %.1f ms. CPU per run: server %.1f ms, worker %.1f ms. %d runs each.%n",
                result.millis(0.5) - inProcess.millis(0.5),
                serverCpu,
                workerCpu,
                counted);
    }

    private void result() throws IOException, InterruptedException {
        String answer = mist.post("/v1/routes/count/runs?wait=PT60S", "{}");
        if (!answer.equals("334")) {
            throw new IllegalStateException("the result is " + answer + " (expected: 334)");
        }
    }

    private void running() throws IOException, InterruptedException {
        mist.startRunning("count", "{\"holdMillis\":100}");
    }
}
