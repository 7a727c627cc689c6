package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.server.channel.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark's real-time mode with Spark's own source for Kafka: changes take effect within a batch that lasts minutes. */
final class RealTimeTest {

    private static final Path JAR =
            Distribution.freshDirectory("RealTimeTest-jobs").resolve("jobs.jar");
    private static final int PARTITIONS = 2;

    private static KafkaBroker kafka;

    @Order(1)
    @RegisterExtension
    static final SparkCluster cluster = new SparkCluster("RealTimeTest", 1, "127.0.0.1", "127.0.0.2");

    @Order(2)
    @RegisterExtension
    static final MistProcess mist = MistProcess.with(RealTimeTest::settings, () -> {
        Jobs.jar(JAR, "one", "RealTimeLines");
        return """
                local { path = "%1$s", className = "jobs.RealTimeLines", trigger = "real-time" }
                short { path = "%1$s", className = "jobs.RealTimeLines", trigger = "real-time 5 seconds" }
                clustered { path = "%1$s", className = "jobs.RealTimeLines", namespace = "clustered", trigger = "real-time" }
                python { path = "%2$s", className = "real_time_lines", trigger = "real-time" }
                """.formatted(JAR, PythonJobs.file(JAR.resolveSibling("real_time_lines.py"), ""));
    });

    private static String settings() {
        kafka = KafkaBroker.start(Distribution.freshDirectory("RealTimeTest-kafka"));
        // Each partition occupies a core while its query runs.
        return """
                mist.workers.server-address = "%s"
                mist.context-defaults.spark-conf { spark.master = "local[6]", %s }
                mist.context.clustered.spark-conf {
                  spark.master = "%s"
                  spark.executor.memory = "512m"
                  spark.executor.cores = 1
                  spark.cores.max = 2
                }
                """.formatted(Distribution.HOST, PythonJobs.setting(), cluster.master());
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    private static void makeTopic(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    /** The same lines into each partition. */
    private static void write(String topic, String... lines) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (String line : lines) {
                for (int partition = 0; partition < PARTITIONS; partition++) {
                    producer.send(new ProducerRecord<>(topic, partition, null, line))
                            .get(30, TimeUnit.SECONDS);
                }
            }
        }
    }

    private static Map<String, Object> parameters(String topic, boolean distinct) {
        return Map.of("servers", kafka.bootstrapServers(), "topic", topic, "distinct", distinct, "filter", "error");
    }

    private static List<String> texts(String route, long version) {
        return messages(route).stream()
                .filter(message -> message.path("mistlive").asLong() == version)
                .map(message -> message.path("data").path("text").asText())
                .sorted()
                .toList();
    }

    private static List<JsonNode> messages(String route) {
        return mist.messages(route, "found");
    }

    private static void awaitTexts(String route, long version, String... texts) {
        await("messages under version " + version + " of " + route)
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(texts(route, version)).containsExactly(texts));
    }

    /** @return the time from accepted to applied on all executors */
    private static Duration change(String run, String filter) {
        JsonNode view = mist.patch(
                        "/v1/runs/" + run + "/live?wait=applied&timeout=PT60S", "{\"filter\":\"" + filter + "\"}")
                .mustBe(200)
                .json();
        JsonNode applied = view.path("applied").path(0);
        assertThat(applied.path("query").asText()).isEqualTo("found");
        assertThat(applied.path("epoch").asLong()).as("within a batch").isZero();
        JsonNode newest = mist.get("/v1/runs/" + run + "/live/history")
                .json()
                .path("versions")
                .path(0);
        Duration took = Duration.between(
                Instant.parse(newest.path("at").asText()),
                Instant.parse(applied.path("at").asText()));
        System.out.println("RealTimeTest: from accepted to applied " + took.toMillis() + " ms");
        return took;
    }

    private static void mustChangeWithinABatch(String route, int executors) throws Exception {
        makeTopic(route);
        String run = mist.startRunning(route, parameters(route, false));
        write(route, "an error", "a notice");
        awaitTexts(route, 1, "an error", "an error");
        change(run, "notice");
        write(route, "an error", "a notice", "another notice");
        awaitTexts(route, 2, "a notice", "a notice", "another notice", "another notice");
        for (int i = 0; i < 10; i++) {
            change(run, i % 2 == 0 ? "error" : "notice");
        }

        assertThat(messages(route))
                .allSatisfy(message -> assertThat(
                                message.path("data").path("filter").asText())
                        .as("what the task asked for is of the version that the message carries")
                        .isEqualTo(message.path("mistlive").asLong() == 1 ? "error" : "notice"));
        Set<String> seen = messages(route).stream()
                .map(message -> message.path("data").path("executor").asText())
                .collect(Collectors.toSet());
        assertThat(seen).hasSize(executors);
        assertThat(messages(route).stream().map(message -> message.path("id").asText()))
                .doesNotHaveDuplicates();
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    void aChangeTakesEffectWithinABatchInOneProcess() throws Exception {
        mustChangeWithinABatch("local", 1);
    }

    @Test
    void aChangeTakesEffectWithinABatchOnEveryExecutorOfACluster() throws Exception {
        mustChangeWithinABatch("clustered", 2);
    }

    @Test
    void aChangeInAPlanInPythonTakesEffectWithinABatch() throws Exception {
        mustChangeWithinABatch("python", 1);
    }

    @Test
    void nothingIsLostOrRepeatedBetweenBatches() throws Exception {
        makeTopic("short");
        String run = mist.startRunning("short", parameters("short", false));
        List<String> written = new ArrayList<>();
        await("messages of the third batch").atMost(MistProcess.PATIENCE).until(() -> {
            written.add("error " + written.size());
            write("short", written.get(written.size() - 1));
            return messages("short").stream()
                    .anyMatch(message -> message.path("id").asText().contains("/found.1.2."));
        });
        String[] all =
                written.stream().flatMap(text -> Stream.of(text, text)).sorted().toArray(String[]::new);
        awaitTexts("short", 1, all);
        List<String> ids = messages("short").stream()
                .map(message -> message.path("id").asText())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        mist.cancel(run);
    }

    @ParameterizedTest
    @CsvSource({"local, dropDuplicates(…)", "python, a function in Python"})
    void aQueryThatTheModeRejectsFailsInTermsOfTheJob(String route, String what) throws Exception {
        makeTopic("rejected-" + route);
        JsonNode ended = mist.awaitEnd(mist.start(route, parameters("rejected-" + route, true)));

        assertThat(ended.path("reason").path("code").asText())
                .as(ended.toString())
                .isEqualTo("trigger-not-supported");
        assertThat(ended.path("reason").path("message").asText())
                .contains("output 'found': trigger = real-time, but its query has " + what);
    }
}
