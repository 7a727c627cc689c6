package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However a job fails, its run ends with a reason that its user understands, and the server survives. */
final class MisbehavingJobsTest {

    private static final Path JAR =
            Distribution.freshDirectory("MisbehavingJobsTest-jobs").resolve("misbehaving.jar");

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> """
                    mist.context-defaults { cancel-grace = 1 second, interrupt-grace = 1 second }
                    mist.context.nonsense.spark-conf.spark.master = "nonsense://x"
                    mist.context.bad-memory.spark-conf.spark.driver.memory = "lots"
                    mist.context.too-little.spark-conf.spark.driver.memory = "16m"
                    """, () -> {
        Jobs.jar(
                JAR,
                "one",
                "Versions",
                "VersionedStream",
                "VersionedBatch",
                "Throws",
                "ThrowsInTask",
                "Exits",
                "Endless",
                "AbsentPart",
                "NeedsAbsent",
                "ContractNeedsAbsent",
                "BadContract",
                "BadColumns",
                "FailsLater",
                "Parameters");
        return """
                        good { path = "%1$s", className = "jobs.VersionedBatch" }
                        ticker { path = "%1$s", className = "jobs.VersionedStream", trigger = "200 ms" }
                        throws { path = "%1$s", className = "jobs.Throws" }
                        throws-in-task { path = "%1$s", className = "jobs.ThrowsInTask" }
                        needs-absent { path = "%1$s", className = "jobs.NeedsAbsent" }
                        exits { path = "%1$s", className = "jobs.Exits" }
                        endless { path = "%1$s", className = "jobs.Endless" }
                        bad-columns { path = "%1$s", className = "jobs.BadColumns" }
                        fails-later {
                          path = "%1$s", className = "jobs.FailsLater"
                          restart { max-restarts = 2, backoff = 300 ms }
                        }
                        parameters { path = "%1$s", className = "jobs.Parameters" }
                        no-class { path = "%1$s", className = "jobs.Nowhere" }
                        no-job { path = "%1$s", className = "jobs.Versions" }
                        no-jar { path = "%1$s.gone", className = "jobs.Throws" }
                        bad-contract { path = "%1$s", className = "jobs.BadContract" }
                        absent-in-contract { path = "%1$s", className = "jobs.ContractNeedsAbsent" }
                        in-nonsense { path = "%1$s", className = "jobs.Throws", namespace = "nonsense" }
                        in-bad-memory { path = "%1$s", className = "jobs.Throws", namespace = "bad-memory" }
                        in-too-little { path = "%1$s", className = "jobs.Throws", namespace = "too-little" }
                        """.formatted(JAR);
    });

    @AfterEach
    void theServerIsHealthy() {
        assertThat(mist.get("/health").status()).isEqualTo(200);
    }

    @ParameterizedTest(name = "route {0}: {1}")
    @MethodSource("failingRuns")
    void aRunThatFailsSaysWhy(String route, String code, List<String> words) {
        String run = mist.start(route, Map.of());

        JsonNode ended = mist.awaitEnd(run);

        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("code").asText())
                .as(ended.toString())
                .isEqualTo(code);
        assertThat(ended.path("reason").path("message").asText()).contains(words);
    }

    static Stream<Arguments> failingRuns() {
        return Stream.of(
                Arguments.of(
                        "throws",
                        "job-failed",
                        List.of("IllegalStateException: the till is empty", "jobs.Throws.run", "Throws.java:14")),
                Arguments.of(
                        "throws-in-task",
                        "job-failed",
                        List.of("IllegalArgumentException: row ", "is rotten", "jobs.ThrowsInTask.fail")),
                Arguments.of("needs-absent", "job-not-loadable", List.of("jobs", "AbsentPart")),
                Arguments.of("bad-columns", "job-failed", List.of("sensor", "readings")),
                Arguments.of("in-nonsense", "worker-failed", List.of("nonsense", "could not start")),
                Arguments.of("in-bad-memory", "worker-failed", List.of("bad-memory", "could not start")),
                Arguments.of("in-too-little", "worker-failed", List.of("too-little", "could not start")));
    }

    @ParameterizedTest(name = "route {0}")
    @MethodSource("brokenRoutes")
    void aRouteWhoseContractCannotBeReadIsBrokenAndSaysWhy(String route, List<String> words) {
        mist.awaitRoute(route, "broken");

        JsonNode view = mist.get("/v1/routes/" + route).json();
        assertThat(Answer.problems(view).toString()).contains(words).doesNotContain("\tat ");
        Answer start = mist.post("/v1/routes/" + route + "/runs", "{}");
        assertThat(start.status()).as(start.body()).isIn(502, 503);
        assertThat(start.body()).contains(words.get(0));
    }

    static Stream<Arguments> brokenRoutes() {
        return Stream.of(
                Arguments.of("no-class", List.of("jobs.Nowhere", "jobs.Throws")),
                Arguments.of("no-job", List.of("jobs.Versions", "@Job")),
                Arguments.of("no-jar", List.of("misbehaving.jar.gone", "no such file")),
                Arguments.of("bad-contract", List.of("worker", "anything", "Thread")),
                Arguments.of("absent-in-contract", List.of("AbsentPart")));
    }

    @Test
    void aJobThatExitsEndsItsRunAndTheNextGetsANewWorker() {
        String run = mist.start("exits", Map.of());

        JsonNode ended = mist.awaitEnd(run);

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("code").asText())
                .as(ended.toString())
                .isEqualTo("job-exited");
        assertThat(ended.path("reason").path("message").asText()).contains("System.exit", "jobs.Exits.run");
        goodRunSucceeds();
    }

    @Test
    void anEndlessJobThatIgnoresInterruptsIsCancelledWithItsWorker() {
        String run = mist.startRunning("endless", Map.of());
        Instant asked = Instant.now();
        assertThat(mist.post("/v1/runs/" + run + "/cancel", "")
                        .mustBe(202)
                        .json()
                        .path("state")
                        .asText())
                .isEqualTo("CANCELLING");

        JsonNode ended = mist.awaitEnd(run, Duration.ofSeconds(15));

        assertThat(ended.path("state").asText()).isEqualTo("CANCELLED");
        // cancel-grace and interrupt-grace, one second each, and five for everything else.
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(7));
        assertThat(ended.path("reason").path("code").asText()).isEqualTo("cancelled");
        goodRunSucceeds();
    }

    @Test
    void aCancelledStreamStopsByItselfAndItsWorkerStays() {
        String run = mist.startRunning("ticker", Map.of());
        String worker = mist.worker("default").path("id").asText();

        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");

        assertThat(mist.worker("default").path("id").asText()).isEqualTo(worker);
        goodRunSucceeds();
    }

    @Test
    void aStreamThatFailsRepeatedlyIsRestartedWithPausesAndThenGivenUp() {
        LogFiles files = new LogFiles(mist.directory(), "rotten");
        files.add("a.txt", "fresh\n");
        String run = mist.startRunning("fails-later", Map.of("path", files.path()));
        await("the first batch")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.messages("fails-later", "lines").size() == 1);

        files.add("b.txt", "rotten\n");
        JsonNode ended = mist.awaitEnd(run);

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("attempt").asInt()).isEqualTo(3);
        assertThat(ended.path("reason").path("code").asText()).isEqualTo("job-failed");
        assertThat(ended.path("reason").path("message").asText())
                .contains("cannot digest 'rotten'", "jobs.FailsLater.checked", "after 2 restarts");
        assertThat(mist.messages("fails-later", "lines")).hasSize(1);
        List<Instant> restarts = mist.logText()
                .lines()
                .filter(line -> line.contains(run) && line.contains("→ RESTARTING"))
                .map(line -> Instant.parse(line.substring(0, line.indexOf(' '))))
                .toList();
        assertThat(restarts).hasSize(2);
    }

    @Test
    void everySortOfParameterArrives() {
        JsonNode least = mist.post(
                        "/v1/routes/parameters/runs?wait=" + MistProcess.PATIENCE,
                        "{\"parameters\": {\"share\": 40, \"colour\": \"GREEN\"}}")
                .mustBe(200)
                .json();
        assertThat(least).isEqualTo(Json.read("""
                                {"greeting": "none", "times": 3, "share": 40, "colour": "GREEN", "patience": "PT1M", "table": {}}
                                """));

        JsonNode all = mist.post("/v1/routes/parameters/runs?wait=" + MistProcess.PATIENCE, """
                        {"parameters": {"greeting": "ä\\u0000☃", "times": -1, "share": 0, "colour": "RED",
                          "patience": "PT0.5S", "table": {"a b": [1, 2], "": []}}}
                        """)
                .mustBe(200)
                .json();
        assertThat(all).isEqualTo(Json.read("""
                                {"greeting": "ä\\u0000☃", "times": -1, "share": 0, "colour": "RED", "patience": "PT0.5S",
                                 "table": {"a b": [1, 2], "": []}}
                                """));
    }

    @Test
    void theMessageOfARecordsConstructorReachesTheCaller() {
        Answer answer = mist.post(
                "/v1/routes/parameters/runs?wait=" + MistProcess.PATIENCE,
                "{\"parameters\": {\"share\": 101, \"colour\": \"RED\"}}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.problems())
                .anyMatch(problem ->
                        problem.startsWith("share: ") && problem.contains("101 is no percentage (expected: 0 to 100)"));
    }

    private static void goodRunSucceeds() {
        mist.post("/v1/routes/good/runs?wait=" + MistProcess.PATIENCE, "{}").mustBe(200);
    }
}
