package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A stream's output over every way to read it, and the logs of runs. */
final class OutputsTest {

    private static final Path JAR =
            Distribution.freshDirectory("OutputsTest-jobs").resolve("talkative.jar");

    @RegisterExtension
    static final MistProcess mist = MistProcess.shared(() -> {
        Jobs.jar(JAR, "one", "Talkative", "Waits", "WatchedLines", "OneEnds");
        return """
                alerts { path = "%1$s", className = "jobs.WatchedLines", trigger = "200 ms" }
                talks { path = "%1$s", className = "jobs.Talkative" }
                other { path = "%1$s", className = "jobs.Talkative" }
                one-ends { path = "%1$s", className = "jobs.OneEnds", trigger = "200 ms" }
                """.formatted(JAR);
    });

    private static final String ALERTS = "/v1/routes/alerts/outputs/alerts";
    private static LogFiles files;
    private static int fed;
    private static String run;

    @BeforeAll
    static void aStreamHasPublishedSomething() {
        files = new LogFiles(mist.directory(), "logs");
        run = mist.startRunning("alerts", Map.of("path", files.path()));
        feed(25);
    }

    /** Adds lines that the filter lets through, and returns when they are in the log. */
    private static void feed(int lines) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append("error ").append(fed + i).append(" end\n");
        }
        fed += lines;
        files.add("fed-" + fed + ".log", text.toString());
        await(fed + " messages")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(texts(messagesOfRun())).containsExactlyInAnyOrderElementsOf(all()));
    }

    private static List<String> all() {
        return IntStream.range(0, fed).mapToObj(i -> "error " + i + " end").toList();
    }

    private static List<JsonNode> messagesOfRun() {
        return mist.messages("alerts", "alerts", "&run=" + run);
    }

    private static List<String> texts(List<JsonNode> messages) {
        return messages.stream()
                .map(message -> message.path("data").path("text").asText())
                .toList();
    }

    @Test
    void aQueryThatHasEndedDoesNotDelayAChange() throws IOException {
        Path end = mist.directory().resolve("end");
        String id = mist.startRunning("one-ends", Map.of("end", end.toString(), "word", "w1"));
        await("both queries have reported")
                .atMost(MistProcess.PATIENCE)
                .until(() -> applied(id).size() == 2);

        Files.createFile(end);
        await("one is left")
                .atMost(MistProcess.PATIENCE)
                .until(() -> applied(id).size() == 1);
        JsonNode view = mist.patch("/v1/runs/" + id + "/live?wait=applied&timeout=PT60S", "{\"word\":\"w2\"}")
                .mustBe(200)
                .json();

        assertThat(view.path("applied"))
                .extracting(applied -> applied.path("query").asText())
                .containsExactly("said");
        mist.cancel(id);
    }

    private static JsonNode applied(String id) {
        return mist.get("/v1/runs/" + id + "/live").json().path("applied");
    }

    @Test
    void pagesLinkedByMistNextHaveNoGapsAndNoRepetitions() {
        List<JsonNode> whole = mist.messages("alerts", "alerts");

        String from = "earliest";
        for (int seen = 0; seen < whole.size(); ) {
            Answer page = mist.get(ALERTS + "?limit=7&from=" + from).mustBe(200);
            assertThat(page.header("Content-Type")).startsWith("application/x-ndjson");
            List<JsonNode> found = page.body().lines().map(Json::read).toList();
            assertThat(found).hasSizeBetween(1, 7).isEqualTo(whole.subList(seen, seen + found.size()));
            seen += found.size();
            from = page.header("Mist-Next");
        }
        Answer last = mist.get(ALERTS + "?from=" + from).mustBe(200);
        assertThat(last.body()).isEmpty();
        assertThat(last.header("Mist-Next")).isEqualTo(from);
    }

    @Test
    void everyMessageIsACloudEventAndPlainIsItsDataAlone() {
        List<JsonNode> events = mist.messages("alerts", "alerts");
        List<JsonNode> plain = mist.get(ALERTS + "?limit=1000&envelope=plain")
                .mustBe(200)
                .body()
                .lines()
                .map(Json::read)
                .toList();

        assertThat(plain).isEqualTo(events.stream().map(e -> e.path("data")).toList());
        JsonNode event = events.get(0);
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("source").asText()).startsWith("/v1/routes/alerts/runs/");
        assertThat(event.path("type").asText()).isEqualTo("io.mist.output.alerts");
        assertThat(event.path("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(List.of("mistoffset", "mistepoch", "mistlive"))
                .allMatch(name -> event.path(name).isTextual());
        assertThat(events.stream().map(e -> e.path("id").asText())).doesNotHaveDuplicates();
        assertThat(events.stream().map(e -> e.path("mistoffset").asLong()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void serverSentEventsFromTheEarliestAreTheWholeLogAndContinue() {
        int before = mist.messages("alerts", "alerts").size();
        try (Events events = Events.open(mist, ALERTS + "?from=earliest")) {
            events.await("the log so far", all -> all.size() >= before);
            feed(3);
            events.await("what comes", all -> all.size() >= before + 3);
            assertSameAsLog(events.all(), 0);
        }
    }

    @Test
    void serverSentEventsBeginAtTheLatestByDefault() {
        int before = mist.messages("alerts", "alerts").size();
        try (Events events = Events.open(mist, ALERTS)) {
            feed(2);
            events.await("only what comes", all -> all.size() >= 2);
            assertSameAsLog(events.all(), before);
        }
    }

    @Test
    void lastEventIdResumesAfterThatMessage() {
        List<JsonNode> whole = mist.messages("alerts", "alerts");
        String id = whole.get(9).path("mistoffset").asText();
        try (Events events = Events.open(mist, ALERTS, "Last-Event-ID", id)) {
            events.await("the rest", all -> all.size() >= whole.size() - 10);
            assertSameAsLog(events.all(), 10);
        }
    }

    private static void assertSameAsLog(List<Events.Event> events, int skipped) {
        List<JsonNode> log = mist.messages("alerts", "alerts");
        assertThat(events.stream().map(Events.Event::json).toList()).isEqualTo(log.subList(skipped, log.size()));
        assertThat(events)
                .allMatch(event ->
                        event.id().equals(event.json().path("mistoffset").asText()));
    }

    @Test
    void aSocketGetsTheSameMessagesAsServerSentEvents() {
        int before = mist.messages("alerts", "alerts").size();
        try (Events events = Events.open(mist, ALERTS + "?from=earliest");
                SocketClient socket = SocketClient.open(mist)) {
            socket.send(
                    "{\"op\":\"subscribe\",\"id\":\"a\",\"route\":\"alerts\",\"output\":\"alerts\",\"from\":\"earliest\"}");
            socket.send(
                    "{\"op\":\"subscribe\",\"id\":\"b\",\"route\":\"alerts\",\"output\":\"alerts\",\"envelope\":\"plain\"}");
            socket.await(
                    "both subscriptions",
                    frames -> frames.stream()
                                    .filter(frame ->
                                            frame.path("event").asText().equals("subscribed"))
                                    .count()
                            == 2);
            feed(5);

            List<Events.Event> sent = events.await("all events", all -> all.size() == before + 5);
            socket.await("all messages", frames -> messages(frames, "a").size() == before + 5);
            socket.await("the new ones, plain", frames -> messages(frames, "b").size() == 5);
            assertThat(messages(socket.frames(), "a"))
                    .isEqualTo(sent.stream().map(Events.Event::json).toList());
            assertThat(messages(socket.frames(), "b"))
                    .isEqualTo(sent.subList(before, before + 5).stream()
                            .map(event -> event.json().path("data"))
                            .toList());

            socket.send("{\"op\":\"unsubscribe\",\"id\":\"a\"}");
            socket.await(
                    "the end of a",
                    frames -> frames.stream()
                            .anyMatch(frame -> frame.path("event").asText().equals("unsubscribed")));
            feed(1);
            socket.await("b continues", frames -> messages(frames, "b").size() == 6);
            assertThat(messages(socket.frames(), "a")).hasSize(before + 5);
        }
    }

    private static List<JsonNode> messages(List<JsonNode> frames, String id) {
        return frames.stream()
                .filter(frame -> frame.path("id").asText().equals(id)
                        && frame.path("event").asText().equals("message"))
                .map(frame -> frame.path("message"))
                .toList();
    }

    @Test
    void theMessagesOfOneRunCanBeRead() {
        String second = mist.start("alerts", Map.of("path", files.path(), "filter", "error 0"));
        await("messages of the second run")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.messages("alerts", "alerts", "&run=" + second).size() == 1);

        assertThat(mist.messages("alerts", "alerts", "&run=" + second))
                .allMatch(message -> message.path("source").asText().endsWith("/runs/" + second));
        try (Events events = Events.open(mist, ALERTS + "?from=earliest&run=" + second)) {
            events.await("its one message", all -> all.size() == 1);
        }
        mist.cancel(second);
    }

    @Test
    void anEpochHasOneVersionOfTheLiveValues() {
        for (int i = 0; i < 6; i++) {
            String filter = i % 2 == 0 ? "end" : "error";
            mist.patch("/v1/runs/" + run + "/live", "{\"filter\": \"" + filter + "\"}")
                    .mustBe(202);
            feed(4);
        }

        Map<String, String> versions = new HashMap<>();
        for (JsonNode message : messagesOfRun()) {
            String live = message.path("mistlive").asText();
            String known = versions.putIfAbsent(message.path("mistepoch").asText(), live);
            assertThat(known == null ? live : known).isEqualTo(live);
        }
        List<Long> inOrder = messagesOfRun().stream()
                .map(message -> message.path("mistlive").asLong())
                .toList();
        assertThat(inOrder).isSorted();
        assertThat(new java.util.HashSet<>(inOrder)).hasSizeGreaterThan(1);
    }

    @Test
    void aBatchJobPublishesHalfWayAndItsLogCanBeRead() {
        String batch = mist.start("talks", Map.of("messages", 5));
        try (Events log = Events.open(mist, "/v1/runs/" + batch + "/logs?follow=true")) {
            log.await(
                    "the end", events -> events.stream().anyMatch(e -> e.type().equals("end")));
            assertThat(log.all().stream().map(Events.Event::data))
                    .anyMatch(line -> line.contains("printed by the job"))
                    .anyMatch(line -> line.contains("logged by the job"))
                    .anyMatch(line -> line.contains("the last line"));
            await("the stream is over").atMost(MistProcess.PATIENCE).until(log::hasEnded);
        }

        assertThat(mist.awaitEnd(batch).path("result").asInt()).isEqualTo(10);
        assertThat(mist.messages("talks", "numbers", "&run=" + batch).stream()
                        .map(message -> message.path("data").asInt()))
                .containsExactly(0, 1, 2, 3, 4);
        Answer text = mist.get("/v1/runs/" + batch + "/logs").mustBe(200);
        assertThat(text.header("Content-Type")).startsWith("text/plain");
        assertThat(text.body()).contains("printed by the job", "logged by the job");
        String last = mist.get("/v1/runs/" + batch + "/logs?tail=1").mustBe(200).body();
        assertThat(last.lines()).hasSize(1);
        assertThat(text.body()).endsWith(last);
        assertThat(mist.cli("logs", batch).mustBe(0).out()).contains("printed by the job");
    }

    @Test
    void theLogsOfConcurrentRunsAreSeparate() {
        String one = mist.start("talks", Map.of("messages", 1));
        String two = mist.start("other", Map.of("messages", 1));
        mist.awaitEnd(one);
        mist.awaitEnd(two);

        for (String each : List.of(one, two)) {
            assertThat(mist.get("/v1/runs/" + each + "/logs")
                            .body()
                            .lines()
                            .filter(line -> line.contains("printed by the job")))
                    .hasSize(1);
        }
        assertThat(mist.get("/v1/runs/" + run + "/logs").body()).doesNotContain("printed by the job");
    }
}
