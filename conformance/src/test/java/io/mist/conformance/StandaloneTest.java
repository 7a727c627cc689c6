package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A context on a Spark cluster: executors are processes of their own, with the jobs' classes and the live values. */
final class StandaloneTest {

    private static final Path JAR =
            Distribution.freshDirectory("StandaloneTest-jobs").resolve("jobs.jar");

    @org.junit.jupiter.api.Order(1)
    @RegisterExtension
    static final Cluster cluster = new Cluster();

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

    /** A master and a worker of the distribution's own Spark. */
    private static final class Cluster implements BeforeAllCallback, AfterAllCallback {

        private final int port = Distribution.freePort();
        private final List<Process> processes = new ArrayList<>();
        private Path directory;

        String master() {
            return "spark://" + Distribution.HOST + ":" + port;
        }

        @Override
        public void beforeAll(ExtensionContext context) {
            directory = Distribution.freshDirectory("StandaloneTest-cluster");
            Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
            start(
                    "master",
                    "org.apache.spark.deploy.master.Master",
                    "--host",
                    Distribution.HOST,
                    "--port",
                    String.valueOf(port),
                    "--webui-port",
                    "0");
            await("the master listens").atMost(MistProcess.PATIENCE).until(() -> Distribution.listens(port));
            start(
                    "worker",
                    "org.apache.spark.deploy.worker.Worker",
                    "--host",
                    Distribution.HOST,
                    "--cores",
                    "2",
                    "--memory",
                    "1g",
                    "--webui-port",
                    "0",
                    "--work-dir",
                    directory.resolve("work").toString(),
                    master());
            await("the worker is registered")
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> log("worker").contains("Successfully registered with master"));
        }

        private void start(String name, String... words) {
            List<String> command = new ArrayList<>(
                    List.of(Distribution.file("spark/bin/spark-class").toString()));
            command.addAll(List.of(words));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve(name + ".log").toFile());
            builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
            builder.environment().remove("SPARK_HOME");
            try {
                processes.add(builder.start());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String log(String name) {
            try {
                return Files.readString(directory.resolve(name + ".log"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void kill() {
            for (Process process : processes) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }

        @Override
        public void afterAll(ExtensionContext context) {
            kill();
        }
    }

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
