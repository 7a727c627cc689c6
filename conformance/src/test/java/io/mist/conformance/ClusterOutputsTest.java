package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs from executors of a cluster: tasks bring their messages to the server themselves. */
final class ClusterOutputsTest {

    private static final Path JAR =
            Distribution.freshDirectory("ClusterOutputsTest-jobs").resolve("jobs.jar");

    /** Speculation needs two hosts. */
    @Order(1)
    @RegisterExtension
    static final SparkCluster cluster = new SparkCluster("ClusterOutputsTest", 1, "127.0.0.1", "127.0.0.2");

    @Order(2)
    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> """
                    mist.workers.server-address = "%s"
                    # A key in quotes: one without is the section of those that follow.
                    mist.context-defaults.spark-conf {
                      spark.master = "%s"
                      spark.executor.memory = "512m"
                      spark.executor.cores = 1
                      spark.cores.max = 2
                      "spark.speculation" = true
                      "spark.speculation.interval" = "100ms"
                      "spark.speculation.quantile" = 0.5
                      "spark.speculation.multiplier" = 1.1
                      %s
                    }
                    """.formatted(Distribution.HOST, cluster.master(), PythonJobs.setting()), () -> {
                Jobs.jar(JAR, "one", "Numbers", "SendsInTasks");
                Path python = PythonJobs.file(JAR.resolveSibling("sends_in_tasks.py"), "");
                return """
                failing { path = "%1$s", className = "jobs.Numbers", trigger = "300 ms" }
                hanging { path = "%1$s", className = "jobs.Numbers", trigger = "300 ms" }
                sends { path = "%1$s", className = "jobs.SendsInTasks" }
                sends-python { path = "%2$s", className = "sends_in_tasks" }
                """.formatted(JAR, python);
            });

    private static String run(String route, String fault) {
        return mist.startRunning(route, Map.of("directory", mist.directory().toString(), "fault", fault));
    }

    @Test
    void aTaskThatIsTriedAgainCountsOnce() {
        mustBeExactAfter("failing", "fail");
    }

    @Test
    void aSpeculativeCopyThatWinsCountsOnce() {
        mustBeExactAfter("hanging", "hang");
    }

    private static void mustBeExactAfter(String route, String fault) {
        String run = run(route, fault);
        Numbers numbers = new Numbers(mist, route);
        numbers.awaitEpoch(12);

        assertThat(mist.run(run).path("attempt").asInt()).isEqualTo(1);
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        numbers.mustBeExact(run);
        assertThat(numbers.executors()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sends", "sends-python"})
    void messagesThatTasksSendOneByOneAreThereOnceAlthoughTasksAreTriedAgain(String route) {
        JsonNode ended = mist.awaitEnd(mist.start(route, Map.of()));

        assertThat(ended.path("result").asLong()).as(ended.toString()).isEqualTo(201);
        List<JsonNode> sent = mist.messages(route, "sent");
        assertThat(sent.stream().map(message -> message.path("data").asLong()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(0, 200).boxed().toList());
        assertThat(sent.stream().map(message -> message.path("id").asText())).doesNotHaveDuplicates();
    }
}
