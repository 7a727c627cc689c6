package io.mist.server.door.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mist.server.RealGate;
import io.mist.server.channel.Batch;
import io.mist.server.channel.KafkaBroker;
import io.mist.server.config.ConfigReader;
import io.mist.server.gate.message.ChannelId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broker that comes and goes does to the door: a delay. */
class KafkaDoorFaultsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ChannelId ALERTS = ChannelId.output("r", "alerts");
    private static final ChannelId LINES = ChannelId.input("r", "lines");

    @TempDir
    private Path directory;

    @Test
    void aBrokerThatIsKilledUnderLoadLosesNothingAndDoublesNothing() {
        try (KafkaBroker broker = KafkaBroker.start(directory.resolve("kafka"));
                RealGate real = RealGate.open(directory.resolve("server"));
                TestTopics topics = new TestTopics(broker)) {
            real.route("r");
            try (KafkaDoor door = open(broker, real)) {
                await().atMost(PATIENCE).until(() -> door.status().connected());
                int epoch = 0;
                for (int round = 0; round < 3; round++) {
                    for (int i = 0; i < 50; i++) {
                        publish(real, epoch++);
                        topics.send("mist.r.lines", "{\"text\":\"" + epoch + "\"}");
                    }
                    topics.send("mist.requests", "{\"op\":\"start\",\"route\":\"r\"}");
                    broker.kill();
                    publish(real, epoch++);
                    broker.restart();
                }

                int messages = epoch * 10;
                List<ConsumerRecord<byte[], byte[]>> published = topics.read("mist.r.alerts", messages);
                assertThat(published.stream().map(record -> Headers.text(record, "ce_mistoffset")))
                        .hasSize(messages)
                        .doesNotHaveDuplicates();
                assertThat(published.stream()
                                .map(record -> Long.valueOf(String.valueOf(Headers.text(record, "ce_mistoffset")))))
                        .isSorted();
                await().atMost(PATIENCE).until(() -> real.log().end(LINES) >= 150);
                assertThat(real.log().read(LINES, 0, null, 1_000).messages().stream()
                                .map(message -> new String(message.data(), StandardCharsets.UTF_8)))
                        .hasSize(150)
                        .doesNotHaveDuplicates();
                assertThat(topics.read("mist.replies", 3)).hasSizeGreaterThanOrEqualTo(3);
                assertThat(real.desk().runs("r", null, 10, null).runs()).hasSize(3);
            }
        }
    }

    private static KafkaDoor open(KafkaBroker broker, RealGate real) {
        KafkaDoor door = new KafkaDoor(
                ConfigReader.read(
                                null,
                                Map.of(
                                        "mist.kafka.on",
                                        "true",
                                        "mist.kafka.bootstrap-servers",
                                        broker.bootstrapServers()))
                        .kafka(),
                false,
                real.gate());
        door.start();
        return door;
    }

    private static void publish(RealGate real, int epoch) {
        List<Batch.Entry> entries = java.util.stream.IntStream.range(0, 10)
                .mapToObj(i -> new Batch.Entry(0, i, null, ("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8)))
                .toList();
        real.log().append(ALERTS, new Batch(Batch.Published.epoch("run-1", "q", epoch), 1, Instant.now(), entries));
    }
}
