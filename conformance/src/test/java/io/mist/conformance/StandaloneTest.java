package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A context on a Spark cluster: executors are processes of their own, with the jobs' classes and the live values. */
final class StandaloneTest {

    private static final Path JAR =
            Distribution.freshDirectory("StandaloneTest-jobs").resolve("jobs.jar");

    @org.junit.jupiter.api.Order(1)
    @RegisterExtension
    static final SparkCluster cluster = new SparkCluster("StandaloneTest", 2, Distribution.HOST);

    @org.junit.jupiter.api.Order(2)
    @RegisterExtension
    static final MistProcess mist = MistProcess.with(() -> """
                    mist.context.cluster.spark-conf {
                      spark.master = "%s"
                      spark.executor.memory = "512m"
                      spark.executor.cores = 2
                      spark.cores.max = 2
                    }
                    """.formatted(cluster.master()), () -> {
        jar("one");
        return """
                        versions { path = "%1$s", className = "jobs.VersionedBatch", namespace = cluster }
                        words { path = "%1$s", className = "jobs.LiveLimit", namespace = cluster, trigger = "300 ms" }
                        """.formatted(JAR);
    });

    private static void jar(String version) {
        Jobs.jar(JAR, version, "Versions", "VersionedBatch", "LiveLimit");
    }

    @Test
    void aBatchJobRunsOnExecutorsAndAReplacedJarServesTheNextRun() {
        assertThat(versions()).isEqualTo("[\"one\",\"one\"]");

        jar("two");

        assertThat(versions()).isEqualTo("[\"two\",\"two\"]");
    }

    private static String versions() {
        return mist.post("/v1/routes/versions/runs?wait=" + MistProcess.PATIENCE, "{}")
                .mustBe(200)
                .json()
                .toString();
    }

    @Test
    void liveChangesReachThePlanAndTheLambdasOnExecutorsInTheSameEpoch() {
        LogFiles files = new LogFiles(mist.directory(), "logs");
        String run = mist.startRunning("words", Map.of("path", files.path(), "word", "error"));
        files.add("a.log", "error one\nnotice one\n");
        awaitFound(1);

        JsonNode applied = mist.patch("/v1/runs/" + run + "/live?wait=applied&timeout=PT60S", "{\"word\": \"notice\"}")
                .mustBe(200)
                .json();
        files.add("b.log", "error two\nnotice two\nnotice three\n");
        awaitFound(3);

        for (JsonNode message : mist.messages("words", "found")) {
            JsonNode data = message.path("data");
            assertThat(data.path("text").asText()).startsWith(data.path("word").asText());
            assertThat(data.path("version").asText())
                    .isEqualTo(message.path("mistlive").asText());
            boolean isNew = message.path("mistepoch").asLong()
                    >= applied.path("applied").path(0).path("epoch").asLong();
            assertThat(data.path("word").asText()).isEqualTo(isNew ? "notice" : "error");
        }
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
    }

    private static void awaitFound(int count) {
        await(count + " messages")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(mist.messages("words", "found")).hasSize(count));
    }
}
