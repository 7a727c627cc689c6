package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs of streams whose server, worker or tasks end in the middle of an epoch. */
final class ExactlyOnceTest {

    private static final Path JAR =
            Distribution.freshDirectory("ExactlyOnceTest-jobs").resolve("jobs.jar");

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(
                    () -> "mist.context.python.spark-conf { " + PythonJobs.setting() + " }", () -> {
                        Jobs.jar(JAR, "one", "Numbers");
                        StringBuilder routes = new StringBuilder();
                        for (String route : new String[] {"server", "worker", "task"}) {
                            routes.append("""
                            %1$s { path = "%2$s", className = "jobs.Numbers", namespace = "%1$s", trigger = "300 ms",
                                   restart { max-restarts = 5, backoff = 300 ms } }
                            """.formatted(route, JAR));
                        }
                        routes.append("""
                        python { path = "%s", className = "numbers", namespace = "python", trigger = "300 ms",
                                 restart { max-restarts = 5, backoff = 300 ms } }
                        """.formatted(PythonJobs.file(JAR.resolveSibling("numbers_job.py"), "")));
                        return routes + """
                        misfit { path = "%s", className = "jobs.Numbers", namespace = "task", trigger = "300 ms",
                                 restart { max-restarts = 0 } }
                        """.formatted(JAR);
                    })
            .thatLeavesItsWorkers();

    private static String run(String route, String fault) {
        return mist.startRunning(route, Map.of("directory", directory(route).toString(), "fault", fault));
    }

    private static Path directory(String route) {
        return mist.directory().resolve("signs-" + route);
    }

    private static void awaitWaitingTask(String route) {
        await("a task waits in the middle of epoch 10")
                .atMost(MistProcess.PATIENCE)
                .until(() -> Files.exists(directory(route).resolve("waiting")));
    }

    private static void release(String route) throws IOException {
        Files.createFile(directory(route).resolve("released"));
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfAnEpochReceivesTheRestOfIt() throws IOException {
        String run = run("server", "wait");
        Numbers numbers = new Numbers(mist, "server");
        awaitWaitingTask("server");

        mist.kill();
        mist.start();
        release("server");
        numbers.awaitEpoch(12);
        mist.kill();
        mist.start();
        numbers.awaitEpoch(20);

        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        numbers.mustBeExact(run);
        assertThat(mist.run(run).path("attempt").asInt())
                .as("the stream was never restarted")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "python"})
    void aWorkerThatIsKilledInTheMiddleOfAnEpochRepeatsIt(String route) throws IOException {
        String run = run(route, "wait");
        Numbers numbers = new Numbers(mist, route);
        awaitWaitingTask(route);

        ProcessHandle.of(mist.worker(route).path("pid").asLong()).orElseThrow().destroyForcibly();
        release(route);
        numbers.awaitEpoch(12);

        assertThat(mist.run(run).path("attempt").asInt()).isEqualTo(2);
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        numbers.mustBeExact(run);
    }

    @Test
    void aTaskThatFailsInTheMiddleOfAnEpochRestartsTheStreamWhichCountsOnce() {
        String run = run("task", "fail");
        Numbers numbers = new Numbers(mist, "task");
        await("the stream has failed")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.run(run).path("attempt").asInt() >= 2);

        // Without a retry of tasks, as in local mode, the epoch never gets past its fault.
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        numbers.mustBeExact(run);
        assertThat(mist.messages("task", "numbers")).hasSize(1_000);
    }

    @Test
    void aRowThatDoesNotFitFailsTheRunWithItsProblemAndItsEpochLeavesNothing() {
        JsonNode ended = mist.awaitEnd(run("misfit", "misfit"));

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("code").asText()).isEqualTo("message-invalid");
        assertThat(ended.path("reason").path("kind").asText()).isEqualTo("job");
        assertThat(ended.path("reason").path("message").asText())
                .isEqualTo(
                        "a row of output 'numbers' (partition 2) does not fit: value: null (expected: an integer from"
                                + " -9223372036854775808 to 9223372036854775807)");
        assertThat(mist.messages("misfit", "numbers")).hasSize(1_000);
    }
}
