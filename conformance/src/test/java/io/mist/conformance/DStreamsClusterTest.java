package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** DStreams on a Spark cluster: live values of any size in tasks on executors, what these send, receivers, and kills. */
final class DStreamsClusterTest {

    /** Texts of a hundred characters each: far more than travels with a task. */
    private static final int MANY = 1_000;

    private static final Set<String> PLACES = Set.of("transform", "map", "foreachRDD", "plan", "task");

    private static final Path JAR =
            Distribution.freshDirectory("DStreamsClusterTest-jobs").resolve("jobs.jar");

    @Order(1)
    @RegisterExtension
    static final SparkCluster cluster = new SparkCluster("DStreamsClusterTest", 3, Distribution.HOST);

    @Order(2)
    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> """
                    mist.restart { backoff = 100 ms, max-backoff = 100 ms }
                    mist.context.cluster {
                      streaming-duration = 2 seconds
                      cancel-grace = 30 seconds
                      spark-conf {
                        spark.master = "%s"
                        spark.executor.memory = "512m"
                        spark.executor.cores = 3
                        spark.cores.max = 3
                      }
                    }
                    """.formatted(cluster.master()), () -> {
        Jobs.jar(JAR, "one", "BatchWords", "Received");
        return """
                        words { path = "%1$s", className = "jobs.BatchWords", namespace = "cluster" }
                        received { path = "%1$s", className = "jobs.Received", namespace = "cluster" }
                        """.formatted(JAR);
    });

    private static Path directory;
    private static String run;

    /** The first word names the version that has it. */
    private static List<String> words(long version, int size) {
        List<String> words = new ArrayList<>(List.of("word-" + version));
        IntStream.range(1, size)
                .mapToObj(i -> "%05d".formatted(i) + "x".repeat(95))
                .forEach(words::add);
        return words;
    }

    private static long applied(int size) {
        return change(size, "?wait=applied&timeout=PT60S", 200);
    }

    /** Makes the next version, with so many words. */
    private static long change(int size, String query, int status) {
        long next = mist.get("/v1/runs/" + run + "/live").json().path("version").asLong() + 1;
        JsonNode view = mist.patch("/v1/runs/" + run + "/live" + query, Json.write(Map.of("words", words(next, size))))
                .mustBe(status)
                .json();
        assertThat(view.path("accepted").asLong()).isEqualTo(next);
        return next;
    }

    @Test
    void everyPlaceOfABatchSeesItsVersionOfAnySizeAlsoWhenItIsMadeAgainAfterAKill() throws IOException {
        directory = Files.createDirectories(mist.directory().resolve("input"));
        run = mist.startRunning("words", Map.of("directory", directory.toString(), "words", words(1, 1)));
        awaitPlaces("version=1");
        for (int size : List.of(MANY, 1, MANY)) {
            awaitPlaces("version=" + applied(size));
        }

        for (int size : List.of(MANY, 1)) {
            long before = applied(size);
            awaitPlaces("version=" + before);
            Path hold = Files.createFile(directory.resolve(".hold"));
            long heldUp = awaitHeldUp(before);
            long after = change(MANY, "", 202);
            killTheWorker();
            Files.delete(hold);
            awaitPlaces("time=" + heldUp);
            assertThat(versions(heldUp)).containsExactly(before);
            awaitPlaces("version=" + after);
        }

        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        checkNotes();
    }

    private static void killTheWorker() {
        int next = mist.run(run).path("attempt").asInt() + 1;
        ProcessHandle.of(mist.worker("cluster").path("pid").asLong())
                .orElseThrow()
                .destroyForcibly();
        await("attempt " + next)
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.run(run).path("attempt").asInt() == next
                        && mist.run(run).path("state").asText().equals("RUNNING"));
    }

    /** A batch that has noted at all places, in the messages of which a field has a value. */
    private static void awaitPlaces(String where) {
        await("a batch with " + where)
                .atMost(MistProcess.PATIENCE)
                .until(() -> batches("&where=" + where).values().stream()
                        .anyMatch(batch -> batch.stream()
                                .map(note -> note.path("data").path("place").asText())
                                .collect(Collectors.toSet())
                                .containsAll(PLACES)));
    }

    /** The time of a batch of this version that is half way in its tasks. */
    private static long awaitHeldUp(long version) {
        String query = "&where=place=held&where=version=" + version;
        return await("a batch of version " + version + " is held up")
                .atMost(MistProcess.PATIENCE)
                .until(() -> batches(query), held -> !held.isEmpty())
                .firstKey();
    }

    private static Set<Long> versions(long time) {
        return batches("").get(time).stream()
                .map(note -> note.path("data").path("version").asLong())
                .collect(Collectors.toSet());
    }

    /** The notes by the times of their batches. */
    private static TreeMap<Long, List<JsonNode>> batches(String query) {
        TreeMap<Long, List<JsonNode>> batches = new TreeMap<>();
        for (JsonNode message : mist.messages("words", "notes", query)) {
            batches.computeIfAbsent(message.path("data").path("time").asLong(), time -> new ArrayList<>())
                    .add(message);
        }
        return batches;
    }

    private static void checkNotes() {
        long before = 0;
        for (var batch : batches("").entrySet()) {
            long version = batch.getValue().get(0).path("data").path("version").asLong();
            assertThat(version).as("version of batch " + batch.getKey()).isGreaterThanOrEqualTo(before);
            assertThat(batch.getValue()).allSatisfy(message -> {
                JsonNode note = message.path("data");
                assertThat(note.path("version").asLong()).isEqualTo(version);
                assertThat(message.path("mistlive").asLong()).isEqualTo(version);
                assertThat(note.path("first").asText()).isEqualTo("word-" + version);
                boolean isOfATask = Set.of("map", "held", "task")
                        .contains(note.path("place").asText());
                assertThat(note.path("executor").asText().equals("driver")).isEqualTo(!isOfATask);
            });
            before = version;
        }
    }

    @Test
    void aReceiverOfTheArtifactRunsOnAnExecutorAndWhatItHasTakenIsPublishedBeforeTheRunEnds() {
        for (int i = 0; i < 2; i++) {
            int before = numbers().size();
            String received = mist.startRunning("received", Map.of());
            await("numbers").atMost(MistProcess.PATIENCE).until(() -> numbers().size() > before + 20);

            assertThat(mist.cancel(received).path("state").asText()).isEqualTo("CANCELLED");

            List<Integer> numbers = numbers().subList(before, numbers().size());
            assertThat(numbers.stream().sorted().toList())
                    .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList());
        }
    }

    private static List<Integer> numbers() {
        return mist.messages("received", "numbers").stream()
                .map(message -> message.path("data").asInt())
                .toList();
    }
}
