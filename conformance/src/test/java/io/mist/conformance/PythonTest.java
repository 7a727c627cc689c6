package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs in Python from their file to each kind of end. */
final class PythonTest {

    private static final Path DIRECTORY = Distribution.freshDirectory("PythonTest-jobs");
    private static final Path VERSIONED = DIRECTORY.resolve("versioned.py");

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> """
                    mist.context-defaults {
                      cancel-grace = 1 second
                      interrupt-grace = 20 seconds
                      spark-conf { %s }
                    }
                    mist.context.nowhere.spark-conf.spark.pyspark.python = "/no/such/python"
                    """.formatted(PythonJobs.setting()), () -> {
        PythonJobs.file(VERSIONED, "one");
        return """
                words { path = "%1$s", className = "word_count" }
                versioned { path = "%2$s", className = "versioned" }
                throws { path = "%3$s", className = "throws" }
                throws-in-task { path = "%3$s", className = "throws_in_task" }
                exits { path = "%3$s", className = "exits" }
                crashes { path = "%3$s", className = "crashes" }
                endless { path = "%3$s", className = "endless" }
                nowhere { path = "%3$s", className = "throws", namespace = "nowhere" }
                unreadable { path = "%3$s", className = "pauses", namespace = "nowhere" }
                unknown { path = "%3$s", className = "trhows" }
                zip { path = "%4$s", className = "shop.till:till" }
                wheel { path = "%5$s", className = "shop.till:till" }
                """.formatted(
                        Distribution.file("examples/python/word_count.py"),
                        VERSIONED,
                        PythonJobs.file(DIRECTORY.resolve("misbehaving.py"), ""),
                        PythonJobs.zip(DIRECTORY),
                        PythonJobs.wheel(DIRECTORY));
    });

    @Test
    void anExampleReturnsItsResult() {
        mist.awaitRoute("words", "ready");
        JsonNode ended =
                mist.awaitEnd(mist.start("words", Map.of("text", List.of("to be or", "not to be"), "most", 2)));

        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("result").toString())
                .isEqualTo("[{\"word\":\"be\",\"count\":2},{\"word\":\"to\",\"count\":2}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zip", "wheel"})
    void theModulesOfAnArchiveAreThereInTasks(String route) {
        mist.awaitRoute(route, "ready");
        JsonNode ended =
                mist.awaitEnd(mist.start(route, Map.of("fruits", List.of("apple", "pear", "apple"), "times", 2)));

        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("result").asInt()).isEqualTo(20);
    }

    @Test
    void aFileIsReplacedWithoutARestartAndTwoVersionsOfAModuleDoNotMix() {
        assertThat(versions()).isEqualTo("[\"one\",\"one\",\"one\"]");
        PythonJobs.file(VERSIONED, "two");
        assertThat(versions()).isEqualTo("[\"two\",\"two\",\"two\"]");
    }

    private static String versions() {
        JsonNode ended = mist.awaitEnd(mist.start("versioned", Map.of()));
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("SUCCEEDED");
        return ended.path("result").toString();
    }

    @ParameterizedTest(name = "route {0}: {1}")
    @MethodSource("failingRuns")
    void aRunThatFailsSaysWhy(String route, String code, List<String> words) {
        String run = mist.start(route, Map.of());

        JsonNode ended = mist.awaitEnd(run);

        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("message").asText()).contains(words);
        assertThat(ended.path("reason").path("code").asText()).isEqualTo(code);
    }

    static Stream<Arguments> failingRuns() {
        return Stream.of(
                Arguments.of(
                        "throws",
                        "job-failed",
                        List.of("ValueError: the till is empty (at throws, misbehaving.py:13)")),
                Arguments.of("throws-in-task", "job-failed", List.of("ZeroDivisionError", "misbehaving.py:18")),
                Arguments.of(
                        "exits", "job-exited", List.of("the job called sys.exit(3) (at exits, misbehaving.py:23)")),
                Arguments.of("crashes", "python-crashed", List.of("signal 11 (SIGSEGV)")),
                Arguments.of("nowhere", "python-not-found", List.of("/no/such/python", "spark.pyspark.python")));
    }

    @Test
    void theTracebackIsInTheRunsLog() {
        String run = mist.start("throws", Map.of());
        mist.awaitEnd(run);

        assertThat(mist.get("/v1/runs/" + run + "/logs").body())
                .contains("Traceback (most recent call last)", "raise ValueError(\"the till is empty\")");
    }

    @Test
    void aLoopThatIgnoresInterruptsIsKilledAndItsWorkerStays() {
        String run = mist.startRunning("endless", Map.of());
        String worker = mist.worker("default").path("id").asText();

        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(mist.worker("default").path("id").asText()).isEqualTo(worker);
    }

    @Test
    void aRouteThatCannotBeReadNamesTheRemedy() {
        mist.awaitRoute("unreadable", "broken");
        assertThat(mist.get("/v1/routes/unreadable").body()).contains("/no/such/python", "spark.pyspark.python");
        mist.awaitRoute("unknown", "broken");
        assertThat(mist.get("/v1/routes/unknown").body()).contains("trhows", "throws_in_task");
    }
}
