package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.server.channel.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The worker of a stream that reads Kafka through Spark's own source is killed in the middle of an epoch. */
final class KafkaStreamTest {

    private static final Path JAR =
            Distribution.freshDirectory("KafkaStreamTest-jobs").resolve("jobs.jar");
    private static final String TOPIC = "lines";

    private static KafkaBroker kafka;

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(
            () -> {
                kafka = KafkaBroker.start(Distribution.freshDirectory("KafkaStreamTest-kafka"));
                return """
                        mist.restart { max-restarts = 5, backoff = 100 ms }
                        mist.context-defaults.spark-conf.spark.master = "local[4]"
                        """;
            },
            () -> {
                Jobs.jar(JAR, "one", "KafkaLines", "Hold");
                return """
                        lines { path = "%s", className = "jobs.KafkaLines", trigger = "200 ms" }
                        """.formatted(JAR);
            });

    private final Path directory = mist.directory().resolve("signs");

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void anEpochThatAKillInterruptsIsRepeatedUnchangedAndTheStreamContinues() throws Exception {
        makeTopic();
        Files.createDirectories(directory.resolve("hold"));
        String run = mist.startRunning(
                "lines",
                Map.of(
                        "directory",
                        directory.toString(),
                        "servers",
                        kafka.bootstrapServers(),
                        "topic",
                        TOPIC,
                        "word",
                        "old"));
        write(0, 100);
        awaitLines(100);

        Path hold = Files.createFile(directory.resolve("hold").resolve("lines"));
        write(100, 200);
        await("a task is held up")
                .atMost(MistProcess.PATIENCE)
                .until(() -> Files.exists(directory.resolve("held").resolve("lines")));
        mist.patch("/v1/runs/" + run + "/live", "{\"word\":\"new\"}").mustBe(202);
        ProcessHandle.of(mist.worker("default").path("pid").asLong())
                .orElseThrow()
                .destroyForcibly();
        Files.delete(hold);
        awaitLines(200);
        write(200, 300);
        awaitLines(300);

        assertThat(mist.run(run).path("attempt").asInt()).isEqualTo(2);
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");
        assertThat(texts()).containsExactlyInAnyOrderElementsOf(numbers(0, 300).toList());
        assertThat(wordsOf(100, 200)).as("the epoch was begun with it").containsOnly("old");
        assertThat(wordsOf(200, 300)).containsOnly("new");
    }

    private static void makeTopic() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static Stream<String> numbers(int from, int below) {
        return IntStream.range(from, below).mapToObj(String::valueOf);
    }

    /** In one transaction and one partition, so that the lines arrive in one epoch. */
    private static void write(int from, int below) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "writer");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int number = from; number < below; number++) {
                producer.send(new ProducerRecord<>(TOPIC, String.valueOf(number)));
            }
            producer.commitTransaction();
        }
    }

    private static List<JsonNode> lines() {
        return mist.messages("lines", "lines").stream()
                .map(message -> message.path("data"))
                .toList();
    }

    private static List<String> texts() {
        return lines().stream().map(line -> line.path("text").asText()).toList();
    }

    private static List<String> wordsOf(int from, int below) {
        List<String> texts = numbers(from, below).toList();
        return lines().stream()
                .filter(line -> texts.contains(line.path("text").asText()))
                .map(line -> line.path("word").asText())
                .toList();
    }

    private static void awaitLines(int count) {
        await(count + " lines")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.messages("lines", "lines").size() >= count);
    }
}
