package io.mist.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/**
 * A run on a warm context against the same Spark call in this process, one after the other, pair by pair: prints a table.
 * Arguments: the server's address, its process id, the number of counted runs.
 */
public final class StartBench {

    private static final int WARM_UP = 30;
    private static final Pattern PID = Pattern.compile("\"pid\":(\\d+)");
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;

    private StartBench(String server) {
        this.server = server;
    }

    public static void main(String[] arguments) throws Exception {
        int counted = Integer.parseInt(arguments[2]);
        StartBench bench = new StartBench(arguments[0]);
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
        long workerPid = Long.parseLong(find(PID, get("/v1/workers")));
        double serverCpu = cpuMillis(serverPid);
        double workerCpu = cpuMillis(workerPid);
        Samples result = Samples.of(0, counted, this::result);
        serverCpu = (cpuMillis(serverPid) - serverCpu) / counted;
        workerCpu = (cpuMillis(workerPid) - workerCpu) / counted;
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
        String answer = post("/v1/routes/count/runs?wait=PT60S", "{}");
        if (!answer.equals("334")) {
            throw new IllegalStateException("the result is " + answer + " (expected: 334)");
        }
    }

    private void running() throws IOException, InterruptedException {
        String id = find(ID, post("/v1/routes/count/runs", "{\"parameters\":{\"holdMillis\":100}}"));
        String run = get("/v1/runs/" + id + "?wait=PT60S&for=running");
        if (!run.contains("\"state\":\"RUNNING\"")) {
            throw new IllegalStateException("the run is not RUNNING: " + run);
        }
    }

    private String post(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(server + path)));
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                client.send(request.timeout(Duration.ofSeconds(90)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return found.group(1);
    }

    /** User and system time of a process, from Linux: in hundredths of a second. */
    private static double cpuMillis(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
    }
}
