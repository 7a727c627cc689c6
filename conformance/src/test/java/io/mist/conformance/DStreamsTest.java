package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** DStreams: a version of the live values for each batch time, also after a kill; sockets, receivers, a graceful end. */
final class DStreamsTest {

    private static final Path JAR =
            Distribution.freshDirectory("DStreamsTest-jobs").resolve("jobs.jar");

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> """
                    mist.context-defaults {
                      streaming-duration = 1 second
                      streaming-context-wait = 0 seconds
                      cancel-grace = 30 seconds
                    }
                    """, () -> {
        Jobs.jar(JAR, "one", "BatchNotes", "Received");
        return """
                        notes { path = "%1$s", className = "jobs.BatchNotes", namespace = "notes" }
                        received { path = "%1$s", className = "jobs.Received", namespace = "received" }
                        search { path = "%2$s", className = "io.mist.examples.SocketSearch", namespace = "search" }
                        """.formatted(JAR, Distribution.examples());
    });

    @Test
    void everyPlaceOfABatchSeesTheVersionThatIsRecordedForItAlsoWhenItsWorkerIsKilled() throws IOException {
        Path input = Files.createDirectories(mist.directory().resolve("input"));
        String run = mist.startRunning("notes", Map.of("directory", input.toString(), "value", 1));
        int changes = 0;
        for (int attempt = 1; attempt <= 3; attempt++) {
            for (int i = 0; i < 3; i++) {
                changes++;
                JsonNode view = mist.patch(
                                "/v1/runs/" + run + "/live?wait=applied", "{\"value\": " + (changes + 1) + "}")
                        .mustBe(200)
                        .json();
                assertThat(view.path("accepted").asInt()).isEqualTo(changes + 1);
                awaitNotesOf(changes + 1);
            }
            if (attempt < 3) {
                int next = attempt + 1;
                ProcessHandle.of(mist.worker("notes").path("pid").asLong())
                        .orElseThrow()
                        .destroyForcibly();
                await("attempt " + next)
                        .atMost(MistProcess.PATIENCE)
                        .until(() -> mist.run(run).path("attempt").asInt() == next
                                && mist.run(run).path("state").asText().equals("RUNNING"));
            }
        }
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        checkNotes(mist.directory().resolve("data"), run);
    }

    private static void awaitNotesOf(int version) {
        await("notes of version " + version)
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.messages("notes", "notes", "&where=version=" + version).stream()
                                .map(note -> note.path("data").path("place").asText())
                                .distinct()
                                .count()
                        == 3);
    }

    private static void checkNotes(Path data, String run) throws IOException {
        TreeMap<Long, List<JsonNode>> byTime = new TreeMap<>();
        for (JsonNode message : mist.messages("notes", "notes")) {
            byTime.computeIfAbsent(message.path("data").path("time").asLong(), time -> new ArrayList<>())
                    .add(message);
        }
        Path epochs = recorded(data, run);
        long before = 0;
        for (Map.Entry<Long, List<JsonNode>> batch : byTime.entrySet()) {
            List<Long> versions = batch.getValue().stream()
                    .map(message -> message.path("data").path("version").asLong())
                    .distinct()
                    .toList();
            assertThat(versions)
                    .as("versions of batch %s: %s", batch.getKey(), batch.getValue())
                    .hasSize(1);
            long version = versions.get(0);
            assertThat(version).as("version of batch " + batch.getKey()).isGreaterThanOrEqualTo(before);
            assertThat(batch.getValue()).allSatisfy(message -> {
                assertThat(message.path("mistlive").asLong()).isEqualTo(version);
                assertThat(message.path("data").path("value").asLong()).isEqualTo(version);
            });
            Path record = epochs.resolve(String.valueOf(batch.getKey()));
            if (Files.exists(record)) {
                assertThat(Json.read(Files.readString(record)).path("version").asLong())
                        .isEqualTo(version);
            }
            before = version;
        }
        assertThat(Distribution.list(epochs)).isNotEmpty();
        assertThat(before).isEqualTo(10);
    }

    private static Path recorded(Path data, String run) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file -> file.endsWith("checkpoints/dstream/mist-live/epochs"))
                    .filter(file -> file.toString().contains(run))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no record of batches below " + data));
        }
    }

    @Test
    void aSocketIsSearchedWithAFilterThatChanges() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getByName(Distribution.HOST))) {
            String run = mist.startRunning("search", Map.of("host", Distribution.HOST, "port", server.getLocalPort()));
            try (Socket socket = server.accept();
                    OutputStream out = socket.getOutputStream()) {
                send(out, "an Error", "a notice", "an error");
                await("the errors")
                        .atMost(MistProcess.PATIENCE)
                        .until(() -> found("error").size() == 2);

                mist.patch("/v1/runs/" + run + "/live?wait=applied", "{\"filter\": \"notice\"}")
                        .mustBe(200);
                send(out, "one more error", "a Notice");

                await("the notice")
                        .atMost(MistProcess.PATIENCE)
                        .until(() -> found("notice").size() == 1);
                assertThat(found("error")).containsExactly("an Error", "an error");
                assertThat(found("notice")).containsExactly("a Notice");
                JsonNode applied =
                        mist.get("/v1/runs/" + run + "/live").mustBe(200).json();
                assertThat(applied.toString()).contains("dstream");
                assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
            }
        }
    }

    private static void send(OutputStream out, String... lines) throws IOException {
        out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static List<String> found(String filter) {
        List<String> found = new ArrayList<>();
        for (JsonNode message : mist.messages("search", "matches")) {
            if (message.path("data").path("filter").asText().equals(filter)) {
                message.path("data").path("lines").forEach(line -> found.add(line.asText()));
            }
        }
        return found;
    }

    @Test
    void whatAReceiverHasStoredIsPublishedBeforeACancelledRunEndsAndASecondContextIsRejected() {
        String run = mist.startRunning("received", Map.of());
        await("numbers").atMost(MistProcess.PATIENCE).until(() -> numbers().size() > 20);

        JsonNode failed = mist.awaitEnd(mist.start("received", Map.of()));
        assertThat(failed.path("state").asText()).isEqualTo("FAILED");
        assertThat(failed.path("reason").path("code").asText()).isEqualTo("streaming-context-taken");
        assertThat(failed.path("reason").path("message").asText()).contains(run);

        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        List<Integer> numbers = numbers();
        assertThat(numbers.stream().sorted().toList())
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());

        String again = mist.startRunning("received", Map.of());
        await("numbers of the next run")
                .atMost(MistProcess.PATIENCE)
                .until(() -> numbers().size() > numbers.size());
        assertThat(mist.cancel(again).path("state").asText()).isEqualTo("CANCELLED");
    }

    private static List<Integer> numbers() {
        return mist.messages("received", "numbers").stream()
                .map(message -> message.path("data").asInt())
                .collect(Collectors.toList());
    }
}
