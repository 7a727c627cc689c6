package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job in the old style that has its streams from a checkpoint of its own, {@code StreamingContext.getOrCreate}. */
final class ClassicCheckpointTest {

    private static final String ROUTE = "counted";

    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> """
                    mist.restart { backoff = 100 ms, max-backoff = 100 ms }
                    mist.context-defaults { cancel-grace = 30 seconds }
                    """, () -> """
                    counted {
                        path = "%s"
                        className = "CountedTextSearch$"
                        namespace = "counting"
                    }
                    """.formatted(Distribution.file("examples/mist-examples-classic.jar")));

    @Test
    void itResumesFromItsCheckpointWhenItsWorkerIsKilledAndSoDoesTheNextRun() throws IOException {
        LogFiles files = new LogFiles(mist.directory(), "logs");
        Map<String, ?> parameters = Map.of(
                "filter", "error",
                "directory", files.path(),
                "checkpoint", mist.directory().resolve("checkpoint").toString());

        String run = mist.startRunning(ROUTE, parameters);
        files.add("1.log", "an error\nan Error\na notice\n");
        awaitCount(run, 2);

        ProcessHandle.of(mist.worker("counting").path("pid").asLong())
                .orElseThrow()
                .destroyForcibly();
        files.add("2.log", "while it is down, an error\n");
        await("the second attempt")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.run(run).path("attempt").asInt() == 2
                        && mist.run(run).path("state").asText().equals("RUNNING"));
        awaitCount(run, 3);
        files.add("3.log", "another error\n");
        awaitCount(run, 4);
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");

        String next = mist.startRunning(ROUTE, parameters);
        files.add("4.log", "error\n");
        awaitCount(next, 5);
        assertThat(counts(next)).as("it resumes from there").allMatch(count -> count >= 4);
        assertThat(mist.cancel(next).path("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void anUnreadableCheckpointFailsTheRunWithSparksReason() throws IOException {
        Path checkpoint = Files.createDirectories(mist.directory().resolve("unreadable"));
        Files.writeString(checkpoint.resolve("checkpoint-1000"), "no streams");

        JsonNode ended = mist.awaitEnd(mist.start(
                ROUTE,
                Map.of("filter", "error", "directory", checkpoint.toString(), "checkpoint", checkpoint.toString())));

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("code").asText()).isEqualTo("job-failed");
        assertThat(ended.path("reason").path("message").asText()).contains("Failed to read checkpoint from directory");
    }

    private static void awaitCount(String run, int count) {
        await("count " + count)
                .atMost(MistProcess.PATIENCE)
                .until(() -> counts(run).contains(count));
    }

    /** What this run has published. */
    private static List<Integer> counts(String run) {
        return mist.messages(ROUTE, "out", "&run=" + run).stream()
                .map(message -> message.path("data"))
                .map(data -> data.path("count").asInt())
                .toList();
    }
}
