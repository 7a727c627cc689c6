package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
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

/** Jobs whose jar lies on HDFS, as in the tutorial. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class HdfsTest {

    private static final String JAR = "/jobs/versioned.jar";

    /** A name node that is away must be reported in this time. */
    private static final Duration BOUND = Duration.ofSeconds(60);

    @Order(1)
    @RegisterExtension
    static final Hdfs hdfs = new Hdfs();

    @Order(2)
    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> """
            versions { path = "%1$s/jobs/versioned.jar", className = "jobs.VersionedBatch" }
            missing { path = "%1$s/jobs/missing.jar", className = "jobs.VersionedBatch" }
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
                    "VersionedBatch");
            FileSystem files = cluster.getFileSystem();
            files.copyFromLocalFile(false, true, new Path(local.toUri()), new Path(JAR));
            assertThat(files.getFileStatus(new Path(JAR)).getLen()).isEqualTo(Files.size(local));
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
    void aFileThatIsReplacedServesTheNextRun() throws IOException {
        hdfs.put("two");

        assertThat(run().mustBe(200).json().toString()).isEqualTo("[\"two\",\"two\"]");
    }

    @Test
    @Order(3)
    void aFileThatIsNotThereIsNamed() {
        Answer answer = mist.post("/v1/routes/missing/runs", "{}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("artifact-not-found");
        assertThat(answer.body()).contains("hdfs://", "/jobs/missing.jar", "no such file");
        assertThat(mist.get("/v1/routes/missing").json().path("state").asText()).isEqualTo("broken");
    }

    @Test
    @Order(4)
    void aNameNodeThatIsAwayIsReportedInTime() {
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
