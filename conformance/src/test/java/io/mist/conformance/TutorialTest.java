package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The tutorial that Mist began with, step by step: one run lives through all of it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TutorialTest {

    private static final String ROUTE = "log-streaming";

    @Order(1)
    @RegisterExtension
    static final Mosquitto broker = new Mosquitto();

    @Order(2)
    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> """
                    mist.mqtt.on = true
                    mist.mqtt.host = "localhost"
                    mist.mqtt.port = %d
                    mist.mqtt.subscribe-topic = "foo"
                    mist.mqtt.publish-topic = "foo"
                    """.formatted(broker.port()), () -> """
                    log-streaming = {
                        path = "%s", // local or HDFS file path
                        className = "io.mist.examples.StreamingTextSearch",
                        namespace = "production-namespace"
                        trigger = "200 ms"
                    }
                    """.formatted(Distribution.examples()));

    private static LogFiles logs;
    private static Mosquitto.Subscriber foo;
    private static String run;
    private static String worker;

    @Test
    @Order(1)
    void theCommandLineStartsTheStreamAndPrintsItsId() {
        logs = new LogFiles(mist.directory(), "logs");
        foo = Mosquitto.subscribe(broker.port(), mist.directory().resolve("foo.txt"), "foo");

        Command.Outcome started = mist.cli(
                        "start", "job", "--route", ROUTE, "-p", "path=" + logs.path(), "-p", "filter=error")
                .mustBe(0);

        run = started.out().strip();
        JsonNode view = mist.get("/v1/runs/" + run + "?for=running&wait=" + MistProcess.PATIENCE)
                .mustBe(200)
                .json();
        assertThat(view.path("state").asText()).as(view.toString()).isEqualTo("RUNNING");
        worker = mist.worker("production-namespace").path("id").asText();
    }

    @Test
    @Order(2)
    void everyMatchingLineOfEveryFileIsPublishedToTheTopicOnce() throws IOException {
        logs.addAwkwardOnes("error-");
        String given = System.getenv("MIST_LOGS");
        if (given != null && !given.isBlank()) {
            for (Path file : Distribution.list(Path.of(given))) {
                if (Files.isRegularFile(file)) {
                    logs.add("given-" + file.getFileName(), Files.readAllBytes(file));
                }
            }
        }
        long expected = LogFiles.grep("error", logs.arrived());

        await("all " + expected + " lines are published")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(published(1)).isEqualTo(expected));
        await("and sent to the topic")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(length(onFoo())).isEqualTo(expected));
        for (JsonNode message : onFoo()) {
            assertThat(message.properties())
                    .extracting(java.util.Map.Entry::getKey)
                    .containsExactly("time", "length", "collection");
            assertThat(message.path("collection").asText().toLowerCase(java.util.Locale.ROOT))
                    .contains("error");
        }
    }

    @Test
    @Order(3)
    void aNewFilterIsAppliedOnTheFly() {
        List<Path> before = logs.arrived();

        Command.Outcome changed =
                mist.cli("live", "set", ROUTE, "filter=notice", "--wait").mustBe(0);

        Matcher printed = Pattern.compile("version 2 in effect: query matches from epoch (\\d+) on")
                .matcher(changed.out());
        assertThat(printed.find()).as(changed.toString()).isTrue();
        long first = Long.parseLong(printed.group(1));

        logs.addAwkwardOnes("notice-");
        List<Path> after = new ArrayList<>(logs.arrived());
        after.removeAll(before);
        long expected = LogFiles.grep("notice", after);
        await("all " + expected + " lines of the new filter are published")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(published(2)).isEqualTo(expected));

        assertThat(published(1)).isEqualTo(LogFiles.grep("error", before));
        for (JsonNode message : mist.messages(ROUTE, "matches")) {
            assertThat(message.path("mistlive").asText())
                    .as("version of epoch " + message.path("mistepoch").asText() + "; the second is from " + first)
                    .isEqualTo(message.path("mistepoch").asLong() < first ? "1" : "2");
        }
    }

    @Test
    @Order(4)
    void aChangeBetweenFilesSplitsThemAtAnEpochAndLosesNothing() {
        int files = 60;
        long epochBefore = lastEpoch();
        for (int i = 0; i < files; i++) {
            logs.add(
                    "split-" + i + ".log",
                    "[notice] n-" + i + "-0\n[notice] n-" + i + "-1\n[error] e-" + i + "-0\n[error] e-" + i
                            + "-1\n[error] e-" + i + "-2\n");
            if (i == files / 2) {
                mist.patch("/v1/routes/" + ROUTE + "/live?wait=applied", "{\"filter\": \"error\"}")
                        .mustBe(200);
            }
        }
        Pattern id = Pattern.compile("\\b([ne]-\\d+)-\\d");
        await("every file was searched with one of the filters")
                .atMost(MistProcess.PATIENCE)
                .until(() -> groups(id, epochBefore).size() == files);

        List<String> ids = found(Pattern.compile("\\b[ne]-\\d+-\\d"), epochBefore);
        assertThat(ids).doesNotHaveDuplicates();
        Set<String> groups = groups(id, epochBefore);
        long errors = groups.stream().filter(group -> group.startsWith("e")).count();
        assertThat(ids).hasSize((int) (errors * 3 + (files - errors) * 2));
        assertThat(errors).as("files of the second half").isPositive();
        assertThat(groups.stream().map(group -> group.substring(2))).doesNotHaveDuplicates();
    }

    @Test
    @Order(5)
    void allThisWasOneRunOnOneWorkerWithoutARestart() {
        JsonNode view = mist.run(run);

        assertThat(view.path("state").asText()).isEqualTo("RUNNING");
        assertThat(view.path("attempt").asInt()).isEqualTo(1);
        assertThat(mist.worker("production-namespace").path("id").asText()).isEqualTo(worker);
        List<String> ids = mist.messages(ROUTE, "matches").stream()
                .map(message -> message.path("id").asText())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        await("the topic got as much as the log has")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(onFoo()).hasSize(ids.size()));
        foo.close();
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
    }

    private static List<JsonNode> onFoo() {
        return foo.payloads().stream().map(Json::read).toList();
    }

    private static long length(List<JsonNode> messages) {
        return messages.stream().mapToLong(m -> m.path("length").asLong()).sum();
    }

    /** Lines published under a version of the live values. */
    private static long published(int version) {
        return mist.messages(ROUTE, "matches").stream()
                .filter(message -> message.path("mistlive").asLong() == version)
                .mapToLong(message -> message.path("data").path("length").asLong())
                .sum();
    }

    private static long lastEpoch() {
        return mist.messages(ROUTE, "matches").stream()
                .mapToLong(message -> message.path("mistepoch").asLong())
                .max()
                .orElse(-1);
    }

    private static Set<String> groups(Pattern id, long afterEpoch) {
        return new TreeSet<>(new HashSet<>(found(id, afterEpoch)));
    }

    private static List<String> found(Pattern id, long afterEpoch) {
        List<String> found = new ArrayList<>();
        for (JsonNode message : mist.messages(ROUTE, "matches")) {
            if (message.path("mistepoch").asLong() > afterEpoch) {
                Matcher matcher =
                        id.matcher(message.path("data").path("collection").asText());
                while (matcher.find()) {
                    found.add(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
                }
            }
        }
        return found;
    }
}
