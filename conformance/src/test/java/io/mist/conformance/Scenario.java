package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** An ability that every door must have; the route is {@code log-alerts} under a name for each door. */
enum Scenario {
    START((stage, door) -> {
        String run = stage.started(door);

        JsonNode seen = stage.mist().run(run);
        assertThat(seen.path("route").asText()).isEqualTo(stage.route());
        assertThat(seen.path("live").path("values").path("filter").asText()).isEqualTo("error");
    }),

    REJECT((stage, door) -> {
        ObjectNode parameters = Json.object().put("fliter", "error").put("filter", 3);

        JsonNode refusal = door.start(stage.route(), parameters);

        assertThat(refusal.path("code").asText()).as(refusal.toString()).isEqualTo("invalid-parameters");
        assertThat(Answer.problems(refusal))
                .anyMatch(problem -> problem.startsWith("fliter: unknown parameter"))
                .anyMatch(problem -> problem.startsWith("filter: 3 (expected: a string"));
        JsonNode unknown = door.start("no-such-route", Json.object());
        assertThat(unknown.path("code").asText()).as(unknown.toString()).isEqualTo("unknown-route");
    }),

    OUTPUT((stage, door) -> {
        String run = stage.started(door);
        try (Door.Subscription alerts = door.subscribe(stage.route(), "alerts")) {
            stage.push(lines("output", 0, 30));

            stage.awaitTexts(alerts, run, matching("output", 0, 30));
        }
        stage.logHasExactly(run, matching("output", 0, 30));
    }),

    RESUME((stage, door) -> {
        String run = stage.started(door);
        try (Door.Subscription alerts = door.subscribe(stage.route(), "alerts")) {
            stage.push(lines("resume", 0, 20));
            stage.awaitTexts(alerts, run, matching("resume", 0, 20));

            alerts.breakOff();
            stage.push(lines("resume", 20, 50));
            stage.awaitLog(run, matching("resume", 0, 50));
            alerts.resume();
            stage.push(lines("resume", 50, 60));

            stage.awaitTexts(alerts, run, matching("resume", 0, 60));
        }
    }),

    INPUT((stage, door) -> {
        String run = stage.started(door);

        for (int from = 0; from < 40; from += 10) {
            JsonNode answer = door.push(stage.route(), "lines", lines("input", from, from + 10));
            assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(10);
        }

        stage.awaitLog(run, matching("input", 0, 40));
        stage.logHasExactly(run, matching("input", 0, 40));
    }),

    INVALID_INPUT((stage, door) -> {
        JsonNode answer = door.push(stage.route(), "lines", List.of("{\"txet\": 1}"));

        assertThat(answer.toString()).contains("txet").contains("text");
        JsonNode unknown = door.push(stage.route(), "lnies", List.of("{\"text\": \"x\"}"));
        assertThat(unknown.path("code").asText()).as(unknown.toString()).isEqualTo("unknown-input");
    }),

    LIVE((stage, door) -> {
        String run = stage.started(door);

        JsonNode applied = stage.changed(door, run, patch("notice"), 2);

        JsonNode first = applied.path("applied").path(0);
        assertThat(first.path("version").asInt()).as(applied.toString()).isEqualTo(2);
        assertThat(Instant.parse(first.path("at").asText()))
                .as(applied.toString())
                .isBefore(Instant.now());
        stage.push(List.of("{\"text\": \"an error\"}", "{\"text\": \"a notice\"}"));
        stage.awaitLog(run, List.of("a notice"));
        JsonNode refusal = door.change(
                stage.route(),
                run,
                Door.Change.of(Json.object().put("filter", 3).put("fliter", "x")));
        assertThat(refusal.path("code").asText()).as(refusal.toString()).isEqualTo("invalid-live-values");
        assertThat(Answer.problems(refusal)).as(refusal.toString()).hasSize(2);
    }),

    /** When two clients change the same version, one receives a conflict with the new version. */
    LIVE_COMPARED((stage, door) -> {
        String run = stage.started(door);
        stage.changed(door, run, patch("notice").ifVersion(1), 2);

        JsonNode conflict = door.change(stage.route(), run, patch("warning").ifVersion(1));

        assertThat(conflict.path("code").asText()).as(conflict.toString()).isEqualTo("version-conflict");
        JsonNode there = conflict.path("live");
        assertThat(there.path("version").asInt()).as(conflict.toString()).isEqualTo(2);
        assertThat(there.path("values").path("filter").asText()).isEqualTo("notice");
        stage.changed(
                door, run, patch("warning").ifVersion(there.path("version").asLong()), 3);
    }),

    /** A client that has lost the answer repeats its request; each change has its own key. */
    LIVE_REPEATED((stage, door) -> {
        String run = stage.started(door);
        String key = "key-" + run;
        stage.changed(door, run, patch("notice").key(key), 2);
        stage.changed(door, run, patch("warning"), 3);

        stage.changed(door, run, patch("notice").key(key), 2);

        assertThat(stage.mist()
                        .run(run)
                        .path("live")
                        .path("values")
                        .path("filter")
                        .asText())
                .isEqualTo("warning");
        JsonNode reused = door.change(stage.route(), run, patch("other").key(key));
        assertThat(reused.path("code").asText()).as(reused.toString()).isEqualTo("key-reused");
    }),

    LIVE_ROLLED_BACK((stage, door) -> {
        String run = stage.started(door);
        stage.changed(door, run, patch("notice"), 2);

        stage.changed(door, run, Door.Change.of(Json.object().numberNode(1)), 3);

        JsonNode newest =
                stage.mist().get("/v1/runs/" + run + "/live/history?limit=1").json();
        assertThat(newest.path("versions").path(0).path("rolledBackTo").asInt())
                .as(newest.toString())
                .isEqualTo(1);
        assertThat(newest.path("next").asInt()).isEqualTo(3);
        assertThat(stage.mist()
                        .get("/v1/runs/" + run + "/live/diff?from=1")
                        .json()
                        .path("changed"))
                .isEmpty();
        JsonNode unknown =
                door.change(stage.route(), run, Door.Change.of(Json.object().numberNode(9)));
        assertThat(unknown.path("code").asText()).as(unknown.toString()).isEqualTo("unknown-version");
    }),

    /** A batch job that polls sees each change at once and whole; its tasks see the values that it has read. */
    LIVE_BATCH((stage, door) -> {
        String run = stage.startedPolling(door);

        JsonNode both = door.change(
                stage.polling(),
                run,
                Door.Change.of(Json.object().put("word", "b").put("number", 2)));
        assertThat(both.path("accepted").asInt()).as(both.toString()).isEqualTo(2);
        assertThat(both.path("applied").path(0).path("query").asText()).isEqualTo("job");
        assertThat(both.path("applied").path(0).path("version").asInt()).isEqualTo(2);
        assertThat(both.path("applied").path(0).has("epoch")).isFalse();
        door.change(stage.polling(), run, Door.Change.of(Json.object().put("word", "stop")));

        JsonNode ended = stage.mist().awaitEnd(run);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("result").toString())
                .isEqualTo("[\"1: a 1, tasks a 1\",\"2: b 2, tasks b 2\",\"3: stop 2, tasks stop 2\"]");
    }),

    CANCEL((stage, door) -> {
        String run = stage.started(door);

        JsonNode cancelled = door.cancel(stage.route(), run);

        assertThat(cancelled.path("id").asText()).as(cancelled.toString()).isEqualTo(run);
        assertThat(stage.mist().awaitEnd(run).path("state").asText()).isEqualTo("CANCELLED");
    });

    private final BiConsumer<Stage, Door> play;

    Scenario(BiConsumer<Stage, Door> play) {
        this.play = play;
    }

    void play(Stage stage, Door door) {
        play.accept(stage, door);
    }

    /** Whether it needs messages, which not every door delivers. */
    boolean hasMessages() {
        return switch (this) {
            case OUTPUT, RESUME, INPUT, INVALID_INPUT -> true;
            case START, REJECT, LIVE, LIVE_COMPARED, LIVE_REPEATED, LIVE_ROLLED_BACK, LIVE_BATCH, CANCEL -> false;
        };
    }

    static Door.Change patch(String filter) {
        return Door.Change.of(Json.object().put("filter", filter));
    }

    /** Messages for the input: every second line matches the filter. */
    static List<String> lines(String name, int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(n -> Json.object()
                        .put("text", (n % 2 == 0 ? "error " : "fine ") + name + " " + n)
                        .toString())
                .toList();
    }

    static List<String> matching(String name, int from, int to) {
        return IntStream.range(from, to)
                .filter(n -> n % 2 == 0)
                .mapToObj(n -> "error " + name + " " + n)
                .toList();
    }

    /** The server and the route that a scenario plays on. */
    record Stage(MistProcess mist, String route) {

        String started(Door door) {
            JsonNode run = door.start(route, Json.object().put("filter", "error"));
            String id = run.path("id").asText();
            assertThat(id).as(run.toString()).isNotEmpty();
            mist.awaitRunning(id);
            return id;
        }

        /** The route of the job that polls its live values. */
        String polling() {
            return route + "-polling";
        }

        String startedPolling(Door door) {
            JsonNode run = door.start(polling(), Json.object());
            String id = run.path("id").asText();
            assertThat(id).as(run.toString()).isNotEmpty();
            mist.awaitRunning(id);
            return id;
        }

        /** The answer to a change that makes, or has made, this version. */
        JsonNode changed(Door door, String run, Door.Change change, int version) {
            JsonNode answer = door.change(route, run, change);
            assertThat(answer.path("accepted").asInt()).as(answer.toString()).isEqualTo(version);
            assertThat(answer.path("state").asText()).isEqualTo("RUNNING");
            assertThat(answer.path("applied").path(0).path("version").asInt())
                    .as(answer.toString())
                    .isGreaterThanOrEqualTo(version);
            return answer;
        }

        /** A leftover run would occupy the worker of the next scenario. */
        void cancelAll() {
            cancelAll(route);
            cancelAll(polling());
        }

        private void cancelAll(String of) {
            for (JsonNode run : mist.get("/v1/runs?route=" + of).json().path("runs")) {
                if (!run.path("state").asText().matches("SUCCEEDED|FAILED|CANCELLED")) {
                    mist.cancel(run.path("id").asText());
                }
            }
        }

        void push(List<String> messages) {
            mist.send(
                            "POST",
                            "/v1/routes/" + route + "/inputs/lines",
                            java.net.http.HttpRequest.BodyPublishers.ofString(String.join("\n", messages)),
                            "Content-Type",
                            "application/x-ndjson")
                    .mustBe(202);
        }

        private List<String> log(String run) {
            return mist.messages(route, "alerts", "&run=" + run).stream()
                    .map(event -> event.path("data").path("text").asText())
                    .toList();
        }

        void awaitLog(String run, List<String> texts) {
            await("the log of " + run).atMost(MistProcess.PATIENCE).until(() -> log(run).size() >= texts.size());
            logHasExactly(run, texts);
        }

        /** Nothing lost, nothing doubled, in order. */
        void logHasExactly(String run, List<String> texts) {
            requireSame(log(run), texts);
            List<String> ids = mist.messages(route, "alerts", "&run=" + run).stream()
                    .map(event -> event.path("id").asText())
                    .toList();
            assertThat(ids).doesNotHaveDuplicates();
        }

        void awaitTexts(Door.Subscription subscription, String run, List<String> texts) {
            await("messages over the door")
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> received(subscription, run).size() >= texts.size());
            requireSame(received(subscription, run), texts);
        }

        /** Reports the first difference only, as both may be long. */
        private static void requireSame(List<String> actual, List<String> expected) {
            for (int i = 0; i < Math.min(actual.size(), expected.size()); i++) {
                assertThat(actual.get(i))
                        .as("message " + i + " of " + actual.size())
                        .isEqualTo(expected.get(i));
            }
            assertThat(actual).hasSameSizeAs(expected);
        }

        private static List<String> received(Door.Subscription subscription, String run) {
            List<String> texts = new ArrayList<>();
            LinkedHashSet<String> ids = new LinkedHashSet<>();
            for (JsonNode event : subscription.events()) {
                boolean isNew = ids.add(event.path("id").asText());
                if (event.path("source").asText().endsWith("/runs/" + run) && (isNew || !subscription.mayRepeat())) {
                    texts.add(event.path("data").path("text").asText());
                }
            }
            return texts;
        }
    }
}
