package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** What every door must be able to do; the route is {@code log-alerts} under a name of the door's own. */
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

        JsonNode applied = door.change(stage.route(), run, Json.object().put("filter", "notice"));

        assertThat(applied.path("version").asInt()).as(applied.toString()).isEqualTo(2);
        assertThat(applied.path("applied").path(0).path("version").asInt())
                .as(applied.toString())
                .isEqualTo(2);
        stage.push(List.of("{\"text\": \"an error\"}", "{\"text\": \"a notice\"}"));
        stage.awaitLog(run, List.of("a notice"));
        JsonNode refusal = door.change(stage.route(), run, Json.object().put("filter", 3));
        assertThat(refusal.path("code").asText()).as(refusal.toString()).isEqualTo("invalid-live-values");
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

        /** What a scenario leaves running would take the workers from the next one. */
        void cancelAll() {
            for (JsonNode run : mist.get("/v1/runs?route=" + route).json().path("runs")) {
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

        /** Tells the first difference, as both may be long. */
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
