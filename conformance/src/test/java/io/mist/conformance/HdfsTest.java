package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs whose jar lies on HDFS, as in the tutorial, and a checkpoint there. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HdfsTest {

    private static final String JAR = "/jobs/versioned.jar";

    /** The time in which an absent name node must be reported. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Order(1)
    @RegisterExtension
    static final Hdfs hdfs = new Hdfs();

    @Order(2)
    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> "mist.restart { max-restarts = 100, backoff = 100 ms, max-backoff = 100 ms }", () ->
                    """
            versions { path = "%1$s/jobs/versioned.jar", className = "jobs.VersionedBatch" }
            missing { path = "%1$s/jobs/missing.jar", className = "jobs.VersionedBatch" }
            checkpointed { path = "%1$s/jobs/versioned.jar", className = "jobs.OwnCheckpoint" }
            """.formatted(hdfs.uri()));

    /** A cluster of one node in this process. */
    private static final class Hdfs implements BeforeAllCallback, AfterAllCallback {

        private MiniDFSCluster cluster;

        @Override
        public void beforeAll(ExtensionContext context) throws IOException {
            Configuration configuration = new Configuration();
            configuration.set(
                    MiniDFSCluster.HDFS_MINIDFS_BASEDIR,
                    Distribution.freshDirectory("HdfsTest-hdfs").toString());
            cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
            cluster.waitActive();
            put("one");
        }

        String uri() {
            return cluster.getURI().toString();
        }

        void put(String version) throws IOException {
            java.nio.file.Path local = Jobs.jar(
                    Distribution.freshDirectory("HdfsTest-jobs").resolve("versioned.jar"),
                    version,
                    "Versions",
                    "VersionedBatch",
                    "OwnCheckpoint");
            FileSystem files = cluster.getFileSystem();
            files.copyFromLocalFile(false, true, new Path(local.toUri()), new Path(JAR));
            assertThat(files.getFileStatus(new Path(JAR)).getLen()).isEqualTo(Files.size(local));
        }

        /** The recorded version of each epoch of a checkpoint. */
        Map<Long, Long> recorded(String checkpoint) throws IOException {
            Map<Long, Long> recorded = new TreeMap<>();
            FileSystem files = cluster.getFileSystem();
            for (FileStatus file : files.listStatus(new Path(checkpoint + "/mist-live/epochs"))) {
                try (InputStream in = files.open(file.getPath())) {
                    String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                    recorded.put(
                            Long.parseLong(file.getPath().getName()),
                            Json.read(text).path("version").asLong());
                }
            }
            return recorded;
        }

        void shutDown() {
            cluster.shutdown();
        }

        @Override
        public void afterAll(ExtensionContext context) {
            if (cluster != null) {
                cluster.shutdown();
            }
        }
    }

    @Test
    @Order(1)
    void aJobRunsFromHdfs() {
        assertThat(run().mustBe(200).json().toString()).isEqualTo("[\"one\",\"one\"]");
    }

    @Test
    @Order(2)
    void aReplacedFileServesTheNextRun() throws IOException {
        hdfs.put("two");

        assertThat(run().mustBe(200).json().toString()).isEqualTo("[\"two\",\"two\"]");
    }

    @Test
    @Order(3)
    void versionsAreRecordedBesideACheckpointOnHdfsAndHoldAfterKills() throws IOException {
        String checkpoint = "/checkpoints/own";
        String run = mist.startRunning("checkpointed", Map.of("checkpoint", hdfs.uri() + checkpoint, "limit", 1));
        for (int limit = 1; limit <= 3; limit++) {
            long version = limit;
            await("version " + version)
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> seen().anyMatch(seen -> seen.path("version").asLong() == version));
            mist.patch("/v1/runs/" + run + "/live", "{\"limit\": " + (limit + 1) + "}")
                    .mustBe(202);
            await("a worker to kill").atMost(MistProcess.PATIENCE).untilAsserted(HdfsTest::killWorker);
        }
        await("the last version")
                .atMost(MistProcess.PATIENCE)
                .until(() -> seen().anyMatch(seen -> seen.path("version").asLong() == 4));
        mist.cancel(run);

        Map<Long, Set<Long>> versions = seen().collect(Collectors.groupingBy(
                seen -> seen.path("epoch").asLong(),
                TreeMap::new,
                Collectors.mapping(seen -> seen.path("version").asLong(), Collectors.toSet())));
        Map<Long, Long> recorded = hdfs.recorded(checkpoint);
        assertThat(seen())
                .allSatisfy(seen -> assertThat(seen.path("limit").asLong())
                        .isEqualTo(seen.path("version").asLong()));
        assertThat(versions)
                .allSatisfy((epoch, those) ->
                        assertThat(those).as("epoch " + epoch).isEqualTo(Set.of(recorded.get(epoch))));
        assertThat(List.copyOf(recorded.values())).isSorted();
    }

    private static void killWorker() {
        long pid = mist.worker("default").path("pid").asLong();
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false))
                .isTrue();
    }

    private static Stream<JsonNode> seen() {
        return mist.messages("checkpointed", "seen").stream().map(message -> message.path("data"));
    }

    @Test
    @Order(4)
    void anAbsentFileIsNamed() {
        Answer answer = mist.post("/v1/routes/missing/runs", "{}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("artifact-not-found");
        assertThat(answer.body()).contains("hdfs://", "/jobs/missing.jar", "no such file");
        assertThat(mist.get("/v1/routes/missing").json().path("state").asText()).isEqualTo("broken");
    }

    @Test
    @Order(5)
    void anAbsentNameNodeIsReportedInTime() {
        hdfs.shutDown();
        Instant asked = Instant.now();

        Answer answer = run();

        assertThat(Duration.between(asked, Instant.now())).isLessThan(BOUND);
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.json().path("kind").asText()).isEqualTo("resources");
        assertThat(answer.body()).contains("hdfs://", "artifact-not-readable");
        assertThat(mist.get("/health").status()).isEqualTo(200);
    }

    private static Answer run() {
        return mist.post("/v1/routes/versions/runs?wait=" + MistProcess.PATIENCE, "{}");
    }
}
