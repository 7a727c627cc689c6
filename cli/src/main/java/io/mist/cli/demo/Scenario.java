package io.mist.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The steps of the demo, in order. With checks it is quick; without, it pauses so that a person can read along. */
final class Scenario {

    static final String FIRST = "error";
    static final String SECOND = "notice";

    private static final String ROUTE = "log-alerts";
    private static final String LIVE = "/v1/routes/" + ROUTE + "/live";
    private static final String LINES = "/v1/routes/" + ROUTE + "/inputs/lines";
    private static final String ALERTS = "/v1/routes/" + ROUTE + "/outputs/alerts";

    /** The contracts of the three routes are read, each in a separate process. */
    private static final Duration READY = Duration.ofSeconds(60);

    /** A worker, a Spark driver, is started. */
    private static final Duration RUNNING = Duration.ofSeconds(90);

    /** From the push of a chunk to its last alert. */
    private static final Duration ALERTED = Duration.ofSeconds(30);

    private static final Duration APPLIED = Duration.ofSeconds(30);
    private static final Duration SEARCHED = Duration.ofSeconds(60);

    /** A batch job's result is one answer, so its size is limited. */
    private static final int SEARCHED_BYTES = 512 << 10;

    private static final Duration POLL = Duration.ofMillis(200);

    /** How long to watch, after the last expected alert, for one too many. */
    private static final Duration SURPLUS = Duration.ofSeconds(2);

    private static final Duration BETWEEN_CHUNKS = Duration.ofSeconds(3);
    private static final Duration BETWEEN_ALERTS = Duration.ofMillis(150);
    private static final int SHOWN_ALERTS = 10;

    private final Report report;
    private final DemoServer server;
    private final Api api;
    private final LogFile log;
    private final int mqttPort;
    private final boolean checks;
    private final AlertCounts alerts = new AlertCounts();
    private final AtomicLong toShow = new AtomicLong(SHOWN_ALERTS);
    private final LinePusher pusher;
    private long expected;

    Scenario(Report report, DemoServer server, LogFile log, int mqttPort, boolean checks) {
        this.report = report;
        this.server = server;
        this.api = server.api();
        this.log = log;
        this.mqttPort = mqttPort;
        this.checks = checks;
        this.pusher = new LinePusher(server.api(), LINES);
    }

    /** With checks it returns at the end; without, it continues until the process is ended. */
    void run() throws IOException, InterruptedException {
        report.step("the server serves at " + api.base() + ", MQTT at 127.0.0.1:" + mqttPort);
        awaitRoutes();
        String run = startAlerts();
        long before = version(api.get(LIVE, Duration.ZERO));
        alerts.expect(before, FIRST);
        try (AlertStream stream =
                AlertStream.open(api.events(ALERTS + "?from=earliest&run=" + run), this::take, alerts::breakOff)) {
            pushAll(FIRST, log.firstHalf());
            pushMarker();
            long expectedBefore = expected;
            JsonNode applied = change(before);
            long after = before + 1;
            toShow.set(SHOWN_ALERTS);
            pushAll(SECOND, log.secondHalf());
            if (checks) {
                alerts.awaitTotal(expected + 1, SURPLUS.toMillis());
                checkAlerts(before, after, expectedBefore, epoch(applied, after));
                checkSearch();
                checkMqtt();
            } else {
                showAddresses(run);
                repeat();
            }
        }
    }

    private void awaitRoutes() throws InterruptedException {
        report.step("reading the contracts of the routes log-search, log-streaming and log-alerts");
        long end = System.nanoTime() + READY.toNanos();
        while (true) {
            JsonNode routes = api.get("/v1/routes", Duration.ZERO).path("routes");
            int ready = 0;
            for (JsonNode route : routes) {
                String state = route.path("state").asText();
                if (state.equals("broken")) {
                    throw new DemoFailure(
                            "route " + route.path("route").asText() + " is broken: " + route.path("problems"));
                }
                ready += state.equals("ready") ? 1 : 0;
            }
            if (ready == 3) {
                checked(true, "3 routes are ready");
                return;
            }
            if (System.nanoTime() > end) {
                throw new DemoFailure("the routes are not ready after " + READY.toSeconds() + " s: " + routes);
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private String startAlerts() throws InterruptedException {
        report.step(
                "starting log-alerts with filter=" + FIRST + "; the first run also starts a worker, a Spark driver");
        ObjectNode body = Api.object();
        body.putObject("parameters").put("filter", FIRST);
        String run = api.post("/v1/routes/" + ROUTE + "/runs", body, Duration.ZERO)
                .path("id")
                .asText();
        JsonNode state = api.get("/v1/runs/" + run + "?for=running&wait=" + RUNNING, RUNNING);
        if (!state.path("state").asText().equals("RUNNING")) {
            throw new DemoFailure("run " + run + " is " + state.path("state").asText() + " (expected: RUNNING within "
                    + RUNNING.toSeconds() + " s): "
                    + state.path("reason").path("message").asText("no reason is known"));
        }
        checked(true, "run " + run + " is RUNNING");
        return run;
    }

    /** Pushes the chunks one by one and waits for the alerts of each. */
    private void pushAll(String word, List<Chunk> chunks) throws InterruptedException {
        report.step("pushing " + chunks.stream().mapToLong(Chunk::lines).sum() + " lines of "
                + log.path().getFileName() + " in " + chunks.size() + " chunks, filter=" + word);
        for (Chunk chunk : chunks) {
            push(chunk, word);
        }
    }

    private void push(Chunk chunk, String word) throws InterruptedException {
        pusher.push(chunk);
        long more = chunk.linesWith(word);
        expected += more;
        boolean inTime = alerts.awaitTotal(expected, ALERTED.toMillis());
        if (!inTime) {
            throw new DemoFailure("only " + alerts.total() + " of " + expected + " lines with '" + word
                    + "' had become alerts after " + ALERTED.toSeconds() + " s");
        }
        if (!checks) {
            report.line(chunk.lines() + " lines pushed, " + more + " with '" + word + "'; alerts so far: "
                    + alerts.total());
            Thread.sleep(BETWEEN_CHUNKS.toMillis());
        }
    }

    /** A last chunk without an alert leaves no sign that it has been read; this line is one. */
    private void pushMarker() throws InterruptedException {
        List<Chunk> pushed = log.firstHalf();
        if (pushed.get(pushed.size() - 1).linesWith(FIRST) == 0) {
            push(Chunk.ofLine("mist demo: the last line before the change, with the word " + FIRST), FIRST);
        }
    }

    private JsonNode change(long before) throws InterruptedException {
        report.step("changing the filter of the running job: " + FIRST + " → " + SECOND);
        alerts.expect(before + 1, SECOND);
        JsonNode answer = api.patch(
                LIVE + "?wait=applied&timeout=" + APPLIED, Api.object().put("filter", SECOND), APPLIED);
        long epoch = epoch(answer, before + 1);
        checked(
                epoch >= 0,
                epoch >= 0
                        ? "version " + (before + 1) + " is in effect from epoch " + epoch + " on; every record of that"
                                + " epoch sees it, none before does"
                        : "the change was not applied within " + APPLIED.toSeconds() + " s: " + answer);
        return answer;
    }

    private void take(Alert alert) {
        alerts.add(alert);
        long left = toShow.getAndDecrement();
        if (left <= 0) {
            return;
        }
        report.quote("version " + alert.version() + ", epoch " + alert.epoch() + "  ", alert.text());
        if (left == 1) {
            report.line("… further alerts are only counted");
        }
        if (!checks) {
            try {
                Thread.sleep(BETWEEN_ALERTS.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void checkAlerts(long before, long after, long expectedBefore, long epoch) {
        report.step("checking the alerts");
        report.check(
                "alerts under version " + before + " (lines with '" + FIRST + "')",
                expectedBefore,
                alerts.count(before));
        report.check(
                "alerts under version " + after + " (lines with '" + SECOND + "')",
                expected - expectedBefore,
                alerts.count(after));
        report.check("alerts in all", expected, alerts.total());
        report.check("alerts without the word of their version", 0, alerts.unexpected());
        report.check("alerts with a repeated id", 0, alerts.duplicates());
        boolean isInOrder =
                alerts.lastEpoch(before) < epoch && (alerts.count(after) == 0 || alerts.firstEpoch(after) >= epoch);
        report.check(
                isInOrder,
                "version " + before + " up to epoch " + alerts.lastEpoch(before) + ", version " + after + " from epoch "
                        + alerts.firstEpoch(after) + " on; the change was announced for epoch " + epoch);
    }

    private void checkSearch() throws IOException, InterruptedException {
        Chunk searched = log.head(SEARCHED_BYTES);
        report.step("running the batch job log-search over " + searched.lines() + " lines of the log");
        Path file = Files.write(server.workspace().root().resolve("searched.log"), searched.bytes());
        ObjectNode body = Api.object();
        ObjectNode parameters = body.putObject("parameters");
        parameters.put("filePath", file.toString());
        parameters.putArray("filters").add(FIRST);
        JsonNode result = api.post("/v1/routes/log-search/runs?wait=" + SEARCHED, body, SEARCHED);
        report.check(
                "lines that log-search finds for '" + FIRST + "'",
                searched.linesWith(FIRST),
                result.path("result").size());
    }

    private void checkMqtt() throws InterruptedException {
        JsonNode mqtt = api.get("/v1/status", Duration.ZERO).path("mqtt");
        report.check(mqtt.path("connected").asBoolean(), "connected to the embedded MQTT broker");
    }

    private void showAddresses(String run) {
        report.step("the demo keeps pushing until Ctrl-C; try it from another terminal:");
        for (String line : List.of(
                "curl -N -H 'Accept: text/event-stream' " + api.base() + ALERTS,
                "curl -X PATCH -H 'Content-Type: application/json' -d '{\"filter\": \"warn\"}' '" + api.base() + LIVE
                        + "?wait=applied'",
                "mist --server " + api.base() + " live set " + ROUTE + " filter=error --wait",
                "mist --server " + api.base() + " tail " + ROUTE + "/alerts",
                "tail -f /var/log/syslog | mist --server " + api.base() + " push " + ROUTE + "/lines",
                "mist --server " + api.base() + " show " + run,
                "mosquitto_sub -p " + mqttPort + " -v -t 'mist/#'",
                "mosquitto_pub -p " + mqttPort + " -t mist/" + ROUTE + "/live/set -m '{\"filter\": \"info\"}'")) {
            report.line("  " + line);
        }
    }

    /** Pushes the log repeatedly. The user may have changed the filter, so no number of alerts is expected. */
    private void repeat() throws InterruptedException {
        while (!server.isClosed()) {
            for (Chunk chunk : log.chunks()) {
                Thread.sleep(BETWEEN_CHUNKS.toMillis());
                if (server.isClosed()) {
                    return;
                }
                pusher.push(chunk);
                report.line(chunk.lines() + " lines pushed; alerts so far: " + alerts.total());
            }
        }
    }

    private void checked(boolean isGood, String what) {
        if (checks) {
            report.check(isGood, what);
        } else {
            report.line(what);
        }
    }

    private static long version(JsonNode live) {
        return live.path("version").asLong();
    }

    /** The first epoch with this version; -1 if there is none yet. */
    private static long epoch(JsonNode live, long version) {
        for (JsonNode query : live.path("applied")) {
            if (query.path("version").asLong() == version) {
                return query.path("epoch").asLong();
            }
        }
        return -1;
    }
}
