package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live list of 100,000 texts, more than ten megabytes, on its way from HTTP to the tasks of a running stream. */
final class LargeLiveValuesTest {

    private static final int WORDS = 100_000;
    private static final Path JAR =
            Distribution.freshDirectory("LargeLiveValuesTest-jobs").resolve("jobs.jar");

    @Order(1)
    @RegisterExtension
    static final SparkCluster cluster = new SparkCluster("LargeLiveValuesTest", 1, "127.0.0.1", "127.0.0.2");

    @Order(2)
    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> """
                    mist.workers.server-address = "%s"
                    mist.context.clustered.spark-conf {
                      spark.master = "%s"
                      spark.executor.memory = "512m"
                      spark.executor.cores = 1
                      spark.cores.max = 2
                      %s
                    }
                    """.formatted(Distribution.HOST, cluster.master(), PythonJobs.setting()), () -> {
                Jobs.jar(JAR, "one", "WatchedWords");
                Path python = PythonJobs.file(JAR.resolveSibling("watched_words.py"), "");
                return """
                        clustered { path = "%1$s", className = "jobs.WatchedWords", namespace = "clustered", trigger = "300 ms" }
                        python { path = "%2$s", className = "watched_words", namespace = "clustered", trigger = "300 ms" }
                        local { path = "%1$s", className = "jobs.WatchedWords", trigger = "300 ms" }
                        """.formatted(JAR, python);
            });

    /** Each of a hundred characters, but for one that is found. */
    private static String change(String found) {
        String words = IntStream.range(1, WORDS)
                .mapToObj(i -> "\"" + "%07d".formatted(i) + "x".repeat(93) + "\"")
                .collect(Collectors.joining(","));
        return "{\"words\":[\"" + found + "\"," + words + "]}";
    }

    private static String start(String route) {
        return mist.startRunning(route, Map.of("words", List.of("word-1")));
    }

    private static long changeTo(String run, String found) {
        String body = change(found);
        assertThat(body.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(10_000_000);
        JsonNode view = mist.patch("/v1/runs/" + run + "/live?wait=applied&timeout=PT3M", body)
                .mustBe(200)
                .json();
        return view.path("accepted").asLong();
    }

    private static List<JsonNode> madeUnder(String route, long version) {
        return mist.messages(route, "found").stream()
                .filter(message -> message.path("mistlive").asLong() == version)
                .toList();
    }

    private static void awaitMadeUnder(String route, long version, String word, int executors) {
        await("messages under version " + version)
                .atMost(MistProcess.PATIENCE)
                .until(() -> executors(route, version).size() >= executors);
        assertThat(madeUnder(route, version)).allSatisfy(message -> {
            assertThat(message.path("data").path("word").asText()).isEqualTo(word);
            assertThat(message.path("data").path("size").asInt()).isEqualTo(WORDS);
        });
    }

    private static Set<String> executors(String route, long version) {
        return madeUnder(route, version).stream()
                .map(message -> message.path("data").path("executor").asText())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @ValueSource(strings = {"clustered", "python"})
    void eachExecutorOfAClusterReceivesAVersionOnce(String route) {
        List<String> before = cluster.executorLogs();
        String run = start(route);
        await("the executors are there")
                .atMost(MistProcess.PATIENCE)
                .until(() -> !madeUnder(route, 1).isEmpty());
        long second = changeTo(run, "word-2");
        awaitMadeUnder(route, second, "word-2", 1);
        long third = changeTo(run, "word-3");
        awaitMadeUnder(route, third, "word-3", 1);

        // Several epochs more, in which a version must not travel again.
        long seen = madeUnder(route, third).size();
        await("further epochs")
                .atMost(MistProcess.PATIENCE)
                .until(() -> madeUnder(route, third).size() >= seen + 5);
        mist.cancel(run);

        List<String> logs = since(before);
        assertThat(logs).hasSize(2);
        for (String log : logs) {
            for (long version : List.of(second, third)) {
                String received = "Received version " + version + " of the live values of run " + run;
                assertThat(log.lines().filter(line -> line.contains(received)))
                        .as("version " + version)
                        .hasSizeLessThanOrEqualTo(1);
            }
            assertThat(log.lines().filter(line -> line.contains("as a column")))
                    .as("the lists of two versions")
                    .hasSizeLessThanOrEqualTo(2);
        }
        for (long version : List.of(second, third)) {
            String received = "Received version " + version + " of the live values of run " + run;
            assertThat(logs).anySatisfy(log -> assertThat(log).contains(received));
        }
    }

    /** What the executors, which are started with the first run, have said since then. */
    private static List<String> since(List<String> before) {
        List<String> now = cluster.executorLogs();
        return IntStream.range(0, now.size())
                .mapToObj(i ->
                        now.get(i).substring(i < before.size() ? before.get(i).length() : 0))
                .toList();
    }

    @Test
    void aRunInOneProcessTakesItToo() {
        String run = start("local");
        awaitMadeUnder("local", changeTo(run, "word-2"), "word-2", 1);
        mist.cancel(run);
    }

    @Test
    void moreThanTheBoundIsRefusedWithItsSetting() {
        String run = start("local");
        String large = "{\"words\":[\"" + "x".repeat(16 << 20) + "\"]}";
        JsonNode problem =
                mist.patch("/v1/runs/" + run + "/live", large).mustBe(413).json();
        assertThat(problem.path("detail").asText())
                .contains("mist.live.max-bytes")
                .contains("expected: at most 16777216");
        assertThat(mist.get("/v1/runs/" + run + "/live").json().path("version").asLong())
                .isEqualTo(1);
        mist.cancel(run);
    }
}
