package io.mist.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** What happens in the demo, in order. With checks it hurries; without, a person can read along. */
final class Play {

    static final String FIRST = "error";
    static final String SECOND = "notice";

    private static final String ROUTE = "log-alerts";
    private static final String LIVE = "/v1/routes/" + ROUTE + "/live";
    private static final String LINES = "/v1/routes/" + ROUTE + "/inputs/lines";
    private static final String ALERTS = "/v1/routes/" + ROUTE + "/outputs/alerts";

    /** Reading the contracts of the three routes, each in a process of its own. */
    private static final Duration READY = Duration.ofSeconds(60);

    /** Starting a worker: a Spark driver. */
    private static final Duration RUNNING = Duration.ofSeconds(90);

    /** From a chunk that is there to its last alert. */
    private static final Duration ALERTED = Duration.ofSeconds(30);

    private static final Duration APPLIED = Duration.ofSeconds(30);
    private static final Duration SEARCHED = Duration.ofSeconds(60);

    /** A batch job's result is one answer, so it cannot be of any size. */
    private static final int SEARCHED_BYTES = 512 << 10;

    private static final Duration LOOK = Duration.ofMillis(200);

    /** After the last expected alert, so long is waited for one that should not come. */
    private static final Duration SURPLUS = Duration.ofSeconds(2);

    private static final Duration BETWEEN_CHUNKS = Duration.ofSeconds(3);
    private static final Duration BETWEEN_ALERTS = Duration.ofMillis(150);
    private static final int SHOWN_ALERTS = 10;

    private final Stage stage;
    private final Theatre theatre;
    private final Api api;
    private final LogFile log;
    private final int mqttPort;
    private final boolean checks;
    private final Tally tally = new Tally();
    private final AtomicLong toShow = new AtomicLong(SHOWN_ALERTS);
    private final Feed feed;
    private long expected;

    Play(Stage stage, Theatre theatre, LogFile log, int mqttPort, boolean checks) {
        this.stage = stage;
        this.theatre = theatre;
        this.api = theatre.api();
        this.log = log;
        this.mqttPort = mqttPort;
        this.checks = checks;
        this.feed = new Feed(theatre.api(), LINES);
    }

    /** With checks it returns at the end; without, it goes on until the process is ended. */
    void run() throws IOException, InterruptedException {
        stage.step("the server serves at " + api.base() + ", MQTT at 127.0.0.1:" + mqttPort);
        awaitRoutes();
        String run = startAlerts();
        long before = version(api.get(LIVE, Duration.ZERO));
        tally.expect(before, FIRST);
        try (AlertStream stream =
                AlertStream.open(api.events(ALERTS + "?from=earliest&run=" + run), this::take, tally::breakOff)) {
            act(FIRST, log.firstHalf());
            mark();
            long expectedBefore = expected;
            JsonNode applied = change(before);
            long after = before + 1;
            toShow.set(SHOWN_ALERTS);
            act(SECOND, log.secondHalf());
            if (checks) {
                tally.awaitTotal(expected + 1, SURPLUS.toMillis());
                checkAlerts(before, after, expectedBefore, epoch(applied, after));
                checkSearch();
                checkMqtt();
            } else {
                showAddresses(run);
                goOn();
            }
        }
    }

    private void awaitRoutes() throws InterruptedException {
        stage.step("reading the contracts of the routes log-search, log-streaming and log-alerts");
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
            Thread.sleep(LOOK.toMillis());
        }
    }

    private String startAlerts() throws InterruptedException {
        stage.step("starting log-alerts with filter=" + FIRST + "; the first run also starts a worker, a Spark driver");
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

    /** Pushes chunks, and waits for the alerts of each. */
    private void act(String word, List<Chunk> chunks) throws InterruptedException {
        stage.step("pushing " + chunks.stream().mapToLong(Chunk::lines).sum() + " lines of "
                + log.path().getFileName() + " in " + chunks.size() + " chunks, filter=" + word);
        for (Chunk chunk : chunks) {
            feed(chunk, word);
        }
    }

    private void feed(Chunk chunk, String word) throws InterruptedException {
        feed.put(chunk);
        long alerts = chunk.linesWith(word);
        expected += alerts;
        boolean inTime = tally.awaitTotal(expected, ALERTED.toMillis());
        if (!inTime) {
            throw new DemoFailure("of " + expected + " lines with '" + word + "' only " + tally.total()
                    + " had become alerts after " + ALERTED.toSeconds() + " s");
        }
        if (!checks) {
            stage.line(chunk.lines() + " lines pushed, " + alerts + " with '" + word + "'; alerts so far: "
                    + tally.total());
            Thread.sleep(BETWEEN_CHUNKS.toMillis());
        }
    }

    /** If the last chunk had no alert, nothing tells that it has been read; this line does. */
    private void mark() throws InterruptedException {
        List<Chunk> fed = log.firstHalf();
        if (fed.get(fed.size() - 1).linesWith(FIRST) == 0) {
            feed(Chunk.ofLine("mist demo: the last line before the change, with the word " + FIRST), FIRST);
        }
    }

    private JsonNode change(long before) throws InterruptedException {
        stage.step("changing the filter of the running job: " + FIRST + " → " + SECOND);
        tally.expect(before + 1, SECOND);
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
        tally.add(alert);
        long left = toShow.getAndDecrement();
        if (left <= 0) {
            return;
        }
        stage.quote("version " + alert.version() + ", epoch " + alert.epoch() + "  ", alert.text());
        if (left == 1) {
            stage.line("… from here on they are only counted");
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
        stage.step("checking the alerts");
        stage.check(
                "alerts under version " + before + " (lines with '" + FIRST + "')",
                expectedBefore,
                tally.count(before));
        stage.check(
                "alerts under version " + after + " (lines with '" + SECOND + "')",
                expected - expectedBefore,
                tally.count(after));
        stage.check("alerts in all", expected, tally.total());
        stage.check("alerts without the word of their version", 0, tally.strangers());
        stage.check("alerts with the id of another", 0, tally.duplicates());
        boolean isInOrder =
                tally.lastEpoch(before) < epoch && (tally.count(after) == 0 || tally.firstEpoch(after) >= epoch);
        stage.check(
                isInOrder,
                "version " + before + " up to epoch " + tally.lastEpoch(before) + ", version " + after + " from epoch "
                        + tally.firstEpoch(after) + " on; the change was announced for epoch " + epoch);
    }

    private void checkSearch() throws IOException, InterruptedException {
        Chunk searched = log.head(SEARCHED_BYTES);
        stage.step("running the batch job log-search over " + searched.lines() + " lines of the log");
        Path file = Files.write(theatre.workspace().root().resolve("searched.log"), searched.bytes());
        ObjectNode body = Api.object();
        ObjectNode parameters = body.putObject("parameters");
        parameters.put("filePath", file.toString());
        parameters.putArray("filters").add(FIRST);
        JsonNode result = api.post("/v1/routes/log-search/runs?wait=" + SEARCHED, body, SEARCHED);
        stage.check(
                "lines that log-search finds for '" + FIRST + "'",
                searched.linesWith(FIRST),
                result.path("result").size());
    }

    private void checkMqtt() throws InterruptedException {
        JsonNode mqtt = api.get("/v1/status", Duration.ZERO).path("mqtt");
        stage.check(mqtt.path("connected").asBoolean(), "connected to the embedded MQTT broker");
    }

    private void showAddresses(String run) {
        stage.step("the demo goes on pushing until Ctrl-C; try it from another terminal:");
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
            stage.line("  " + line);
        }
    }

    /** The log again and again; the filter may be anything by now, so nothing is expected. */
    private void goOn() throws InterruptedException {
        while (!theatre.isClosed()) {
            for (Chunk chunk : log.chunks()) {
                Thread.sleep(BETWEEN_CHUNKS.toMillis());
                if (theatre.isClosed()) {
                    return;
                }
                feed.put(chunk);
                stage.line(chunk.lines() + " lines pushed; alerts so far: " + tally.total());
            }
        }
    }

    private void checked(boolean isGood, String what) {
        if (checks) {
            stage.check(isGood, what);
        } else {
            stage.line(what);
        }
    }

    private static long version(JsonNode live) {
        return live.path("version").asLong();
    }

    /** The epoch from which a version is in effect; -1 if it is not yet. */
    private static long epoch(JsonNode live, long version) {
        for (JsonNode query : live.path("applied")) {
            if (query.path("version").asLong() == version) {
                return query.path("epoch").asLong();
            }
        }
        return -1;
    }
}
