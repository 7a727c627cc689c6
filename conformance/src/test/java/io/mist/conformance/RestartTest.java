package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers and workers are killed: accepted work continues, and nothing is lost or doubled. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class RestartTest {

    private static final Path JAR =
            Distribution.freshDirectory("RestartTest-jobs").resolve("waits.jar");

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> {
                Jobs.jar(JAR, "one", "Waits", "WatchedLines");
                return """
                        alerts { path = "%1$s", className = "jobs.WatchedLines", trigger = "200 ms" }
                        waits { path = "%1$s", className = "jobs.Waits", namespace = "batch" }
                        """.formatted(JAR);
            })
            .thatLeavesItsWorkers();

    private static LogFiles files;
    private static String run;
    private static int fed;

    /** A file with one line for each filter: the line that the stream finds shows its filter. */
    private static void feed() {
        files.add("fed-" + fed + ".log", "error <" + fed + ">\nnotice <" + fed + ">\n");
        fed++;
    }

    @Test
    @Order(1)
    void aKilledServerLeavesTheStreamRunningAndTheNextOneGetsItBack() {
        files = new LogFiles(mist.directory(), "logs");
        run = mist.startRunning("alerts", Map.of("path", files.path()));
        JsonNode worker = mist.worker("default");
        IntStream.range(0, 5).forEach(i -> feed());
        await("the first messages").atMost(MistProcess.PATIENCE).until(() -> texts().size() == 5);

        feed();
        mist.kill();
        IntStream.range(0, 5).forEach(i -> feed());
        ProcessHandle process = ProcessHandle.of(worker.path("pid").asLong()).orElseThrow();
        assertThat(process.isAlive())
                .as("the worker after its server was killed")
                .isTrue();
        mist.start();
        IntStream.range(0, 5).forEach(i -> feed());

        awaitAll("error");
        await("the worker is back")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.worker("default").path("state").asText().equals("ready"));
        JsonNode view = mist.run(run);
        assertThat(view.path("state").asText()).isEqualTo("RUNNING");
        assertThat(view.path("attempt").asInt()).isEqualTo(1);
        assertThat(mist.worker("default").path("id")).isEqualTo(worker.path("id"));
        assertThat(mist.worker("default").path("pid")).isEqualTo(worker.path("pid"));
    }

    @Test
    @Order(2)
    void liveChangesWorkAtTheNewServer() {
        mist.patch("/v1/runs/" + run + "/live?wait=applied", "{\"filter\": \"notice\"}")
                .mustBe(200);

        int before = fed;
        IntStream.range(0, 5).forEach(i -> feed());

        await("lines of the new filter")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(textsAfter(before))
                        .containsExactlyInAnyOrderElementsOf(lines("notice", before, fed)));
    }

    @Test
    @Order(3)
    void aStreamWhoseWorkerIsKilledIsRestartedWithItsLiveValues() {
        List<String> before = texts();
        int from = fed;
        feed();
        ProcessHandle.of(mist.worker("default").path("pid").asLong())
                .orElseThrow()
                .destroyForcibly();
        feed();
        await("the second attempt runs")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.run(run).path("attempt").asInt() == 2
                        && mist.run(run).path("state").asText().equals("RUNNING"));
        feed();

        await("lines that came meanwhile")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(textsAfter(before.size()))
                        .containsExactlyInAnyOrderElementsOf(lines("notice", from, fed)));
        assertThat(texts()).doesNotHaveDuplicates();
        assertThat(mist.run(run).path("live").path("values").path("filter").asText())
                .isEqualTo("notice");
        mist.patch("/v1/runs/" + run + "/live?wait=applied", "{\"filter\": \"error\"}")
                .mustBe(200);
        int changed = fed;
        feed();
        await("the old filter again")
                .atMost(MistProcess.PATIENCE)
                .until(() -> texts().contains("error <" + changed + ">"));
    }

    @Test
    @Order(4)
    void aBatchRunWhoseWorkerIsKilledHasFailed() {
        String batch = mist.startRunning("waits", Map.of());
        ProcessHandle.of(mist.worker("batch").path("pid").asLong())
                .orElseThrow()
                .destroyForcibly();

        JsonNode ended = mist.awaitEnd(batch);

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("code").asText()).isEqualTo("worker-lost");
        assertThat(ended.path("reason").path("kind").asText()).isEqualTo("resources");
        assertThat(ended.path("attempt").asInt()).isEqualTo(1);
    }

    @Test
    @Order(5)
    void aWorkerThatDiesWhileTheServerIsAwayIsMissedByTheNextOne() {
        List<String> before = texts();
        int from = fed;
        ProcessHandle worker =
                ProcessHandle.of(mist.worker("default").path("pid").asLong()).orElseThrow();
        mist.kill();
        worker.destroyForcibly();
        feed();
        mist.start();

        await("the third attempt runs")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.run(run).path("attempt").asInt() == 3
                        && mist.run(run).path("state").asText().equals("RUNNING"));
        await("lines that came meanwhile")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(textsAfter(before.size()))
                        .containsExactlyInAnyOrderElementsOf(lines("error", from, fed)));
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
    }

    private static void awaitAll(String filter) {
        await("all that was fed")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(texts()).containsExactlyInAnyOrderElementsOf(lines(filter, 0, fed)));
    }

    private static List<String> lines(String filter, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> filter + " <" + i + ">").toList();
    }

    /** Asked for once: more may come meanwhile. */
    private static List<String> textsAfter(int count) {
        return texts().stream().skip(count).toList();
    }

    private static List<String> texts() {
        return mist.messages("alerts", "alerts").stream()
                .map(message -> message.path("data").path("text").asText())
                .toList();
    }
}
