package io.mist.server.channel.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.MistException;
import io.mist.server.channel.AppendingProcess;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.ChannelLogContract;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.KafkaBroker;
import io.mist.server.channel.Receipt;
import io.mist.server.config.KafkaConfig;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaLogTest extends ChannelLogContract {

    static final Function<ChannelId, Retention> FOR_EVER = channel -> new Retention(Duration.ofDays(10_000), 1L << 40);

    static KafkaConfig config(String bootstrapServers, Path directory) {
        return new KafkaConfig(
                Optional.of(bootstrapServers),
                Map.of(),
                directory.getFileName().toString(),
                Optional.empty(),
                Duration.ofSeconds(20));
    }

    @Override
    protected ChannelLog openIn(Path directory, Duration age, long bytes) {
        KafkaConfig config = config(whereIs(), directory);
        return KafkaLog.open(config, directory, channel -> new Retention(age, bytes), 1 << 20, DeclaredKinds.NONE);
    }

    @Override
    protected Class<? extends AppendingProcess.Opener> appendingProgram() {
        return Opener.class;
    }

    @Override
    protected String whereIs() {
        return KafkaBroker.shared().bootstrapServers();
    }

    @Override
    protected int kills() {
        return 3;
    }

    private KafkaLog openCopyIn(Path copy) {
        KafkaLog log = KafkaLog.open(config(whereIs(), directory), copy, FOR_EVER, 1 << 20, DeclaredKinds.NONE);
        opened(log);
        return log;
    }

    // ---- what only Kafka has

    @Test
    void aServerWithoutACopyHasAllThatWasThere(@TempDir Path elsewhere) throws Exception {
        KafkaLog log = openCopyIn(directory);
        log.append(ALERTS, keyed(0, "a", "1", "b", "2"));
        log.append(ALERTS, push("k", "d", "3", "4"));
        log.append(ALERTS, push(null, "", "5"));
        log.append(ALERTS, batch("r2", 7));
        log.append(ALERTS_TOO, keyed(0, "c", "6"));
        log.saveCursor("mqtt", ALERTS, 3);
        Page before = log.read(ALERTS, 0, null, 10);
        log.close();

        KafkaLog other = openCopyIn(elsewhere);

        Page after = other.read(ALERTS, 0, null, 10);
        assertThat(after).usingRecursiveComparison().isEqualTo(before);
        assertThat(other.channels(ChannelKind.OUTPUT)).containsExactlyInAnyOrder(ALERTS, ALERTS_TOO);
        assertThat(texts(other.snapshot(ALERTS, null, 10))).containsExactly("a=1", "b=2");
        after.messages()
                .forEach(message -> assertThat(other.find(ALERTS, message.id()))
                        .as(message.id())
                        .hasValue(message.offset()));
        assertThat(other.append(ALERTS, keyed(0, "a", "1")).isNew()).isFalse();
        assertThat(other.append(ALERTS, batch("r2", 7)).isNew()).isFalse();
        assertThat(other.append(ALERTS, push("k", "d", "3", "4")))
                .isEqualTo(new Receipt(false, after.messages().get(2).offset(), 2));
        assertThat(other.cursor("mqtt", ALERTS)).hasValue(3);
        assertThat(other.append(ALERTS, batch("r2", 8, "7")).isNew()).isTrue();
    }

    @Test
    void aRecordIsACloudEventInBinaryMode() {
        KafkaLog log = openCopyIn(directory);
        log.append(ALERTS, keyed(7, "a", "{\"n\":1}"));

        ConsumerRecord<String, String> record = records(ALERTS).get(0);

        assertThat(record.key()).isEqualTo("a");
        assertThat(record.value()).isEqualTo("{\"n\":1}");
        Map<String, String> headers = new TreeMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        headers.remove("mist-batch");
        assertThat(headers)
                .isEqualTo(Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "r1/alerts/7/0/0",
                        "ce_source", "/v1/routes/log-alerts/runs/r1",
                        "ce_type", "io.mist.output.alerts",
                        "ce_time", NOON.toString(),
                        "ce_mistepoch", "7",
                        "ce_mistlive", "3",
                        "ce_partitionkey", "a",
                        "content-type", "application/json"));
    }

    @Test
    void theIdOfAPushWithoutAKeyIsTheSameInKafka() {
        KafkaLog log = openCopyIn(directory);
        for (int i = 0; i < 5; i++) {
            log.append(ALERTS, push(null, "", "1", "2"));
        }

        List<String> ids = records(ALERTS).stream()
                .map(record -> new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                .toList();

        assertThat(log.read(ALERTS, 0, null, 100).messages())
                .extracting(Message::id)
                .isEqualTo(ids);
    }

    @Test
    void aServerThatOpensFencesTheOneBefore(@TempDir Path elsewhere) {
        KafkaLog older = openCopyIn(directory);
        older.append(ALERTS, batch("r1", 0, "1"));

        KafkaLog newer = openCopyIn(elsewhere);

        for (int tries = 0; tries < 2; tries++) {
            assertThatThrownBy(() -> older.append(ALERTS, batch("r1", 1, "2")))
                    .isInstanceOfSatisfying(
                            MistException.class, e -> assertThat(e.code()).isEqualTo("log-fenced"))
                    .hasMessageContaining("another server has taken over");
        }
        assertThat(texts(older.read(ALERTS, 0, null, 10))).containsExactly("1");
        assertThat(newer.append(ALERTS, batch("r1", 1, "2")).isNew()).isTrue();
        assertThat(texts(newer.read(ALERTS, 0, null, 10))).containsExactly("1", "2");
    }

    @Test
    void whatAnotherProgramWritesIntoATopicIsPassedOver(@TempDir Path elsewhere) throws Exception {
        KafkaLog log = openCopyIn(directory);
        log.append(ALERTS, batch("r1", 0, "1"));
        Map<String, Object> settings = Map.of("bootstrap.servers", whereIs());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic(ALERTS), "foreign")).get();
        }
        log.append(ALERTS, push(null, "", "2"));

        List<String> ids = log.read(ALERTS, 0, null, 10).messages().stream()
                .map(Message::id)
                .toList();
        log.close();

        Page again = openCopyIn(elsewhere).read(ALERTS, 0, null, 10);
        assertThat(texts(again)).containsExactly("1", "2");
        assertThat(again.messages()).extracting(Message::id).isEqualTo(ids);
    }

    @Test
    void whatKafkaHasRemovedWhileTheServerWasAwayIsReportedAsAGap(@TempDir Path elsewhere) throws Exception {
        KafkaLog log = openCopyIn(directory);
        log.append(ALERTS, batch("r1", 0, "1"));
        log.close();
        KafkaLog other = openCopyIn(elsewhere);
        other.append(ALERTS, batch("r1", 1, "2", "3"));
        long third = other.append(ALERTS, batch("r1", 2, "4")).first();
        other.close();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", whereIs()))) {
            TopicPartition partition = new TopicPartition(topic(ALERTS), 0);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(third)))
                    .all()
                    .get();
        }

        KafkaLog again = openCopyIn(directory);

        Page page = again.read(ALERTS, 1, null, 10);
        assertThat(page.gap()).isEqualTo(new Page.Gap(1, third - 1));
        assertThat(texts(page)).containsExactly("4");
        assertThat(again.append(ALERTS, batch("r1", 1, "2", "3")).isNew()).isFalse();
    }

    @Test
    void aTopicThatWasRemovedIsNotWrittenTo() throws Exception {
        KafkaLog log = openCopyIn(directory);
        log.append(ALERTS, batch("r1", 0, "1", "2"));
        log.close();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", whereIs()))) {
            admin.deleteTopics(List.of(topic(ALERTS))).all().get();
        }

        KafkaLog again = openCopyIn(directory);

        assertThatThrownBy(() -> again.append(ALERTS, batch("r1", 1, "3")))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("log-failed"))
                .hasMessageContaining(topic(ALERTS) + " was removed or made again");
        assertThat(texts(again.read(ALERTS, 0, null, 10))).containsExactly("1", "2");
    }

    @Test
    void aTopicWithManyPartitionsIsRefused() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", whereIs()))) {
            admin.createTopics(List.of(new NewTopic(topic(ALERTS), 3, (short) 1)))
                    .all()
                    .get();
        }
        KafkaLog log = openCopyIn(directory);

        assertThatThrownBy(() -> log.append(ALERTS, batch("r1", 1, "3")))
                .isInstanceOf(MistException.class)
                .hasMessageContaining(topic(ALERTS) + " has 3 partitions (expected: 1");
    }

    // ---- notes of the version before, which knew no kinds

    @Test
    void channelsWithoutKindsInTheNotesHaveThoseThatTheirMessagesShow(
            @TempDir Path elsewhere, @TempDir Path elsewhereToo) throws Exception {
        ChannelId lines = ChannelId.input("log-alerts", "lines");
        ChannelId linesOnce = ChannelId.output("log-alerts", "lines");
        ChannelId letters = ALERTS.deadLetters("crm");
        KafkaLog log = openCopyIn(directory);
        log.append(ALERTS, keyed(0, "a", "1"));
        log.append(ALERTS, keyed(1, "a", "2"));
        log.append(linesOnce, batch("r1", 0, "3"));
        log.append(lines, push("k", "d", "4", "5"));
        log.append(letters, push("k", "d", "6"));
        log.close();
        replaceNotes(Map.of(
                "channel\0log-alerts\0alerts", 0L,
                "channel\0log-alerts\0lines", 0L,
                "channel\0log-alerts\0alerts.crm.dead-letters", 0L,
                "last\0log-alerts\0alerts\0r1\0alerts", 1L,
                "last\0log-alerts\0lines\0r1\0alerts", 7L,
                "cursor\0log-alerts\0alerts\0mqtt", 3L));

        for (Path copy : List.of(elsewhere, elsewhereToo)) {
            try (KafkaLog other = openCopyIn(copy)) {
                assertThat(texts(other.read(ALERTS, 0, null, 10))).containsExactly("1", "2");
                assertThat(texts(other.read(lines, 0, null, 10))).containsExactly("4", "5");
                assertThat(texts(other.read(linesOnce, 0, null, 10))).containsExactly("3");
                assertThat(texts(other.read(letters, 0, null, 10))).containsExactly("6");
                assertThat(other.channels(ChannelKind.OUTPUT)).containsExactlyInAnyOrder(ALERTS, linesOnce);
                assertThat(other.channels(ChannelKind.INPUT)).containsExactly(lines);
                assertThat(other.channels(ChannelKind.DEAD_LETTERS)).containsExactly(letters);
                assertThat(other.cursor("mqtt", ALERTS)).hasValue(3);
                assertThat(other.append(lines, push("k", "d", "4", "5")).isNew())
                        .isFalse();
                assertThat(other.append(letters, push("k", "d", "6")).isNew()).isFalse();
                assertThat(other.append(ALERTS, keyed(1, "a", "2")).isNew()).isFalse();
                assertThat(other.append(linesOnce, batch("r1", 7, "3")).isNew()).isFalse();
            }
        }
        assertThat(noteKeys())
                .contains(
                        "channel\0log-alerts\0alerts\0OUTPUT",
                        "channel\0log-alerts\0lines\0INPUT",
                        "channel\0log-alerts\0lines\0OUTPUT",
                        "channel\0log-alerts\0alerts.crm.dead-letters\0DEAD_LETTERS");
    }

    private void replaceNotes(Map<String, Long> notes) throws Exception {
        String topic = notesTopic();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", whereIs()))) {
            admin.deleteTopics(List.of(topic)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(topic));
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        Map<String, Object> settings = Map.of("bootstrap.servers", whereIs());
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new LongSerializer())) {
            notes.forEach((key, number) -> producer.send(new ProducerRecord<>(topic, 0, key, number)));
        }
    }

    private List<String> noteKeys() {
        return recordsOf(notesTopic()).stream().map(ConsumerRecord::key).toList();
    }

    private String notesTopic() {
        return directory.getFileName() + ".log-notes";
    }

    private String topic(ChannelId channel) {
        return new KafkaTopics(directory.getFileName().toString()).of(channel);
    }

    /** What any program that sees committed records only has of a channel. */
    private List<ConsumerRecord<String, String>> records(ChannelId channel) {
        return recordsOf(topic(channel));
    }

    private List<ConsumerRecord<String, String>> recordsOf(String topic) {
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        Map<String, Object> settings =
                Map.of("bootstrap.servers", whereIs(), "isolation.level", "read_committed", "client.id", "reader");
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
            }
        }
        return all;
    }

    public static final class Opener implements AppendingProcess.Opener {

        @Override
        public ChannelLog open(Path directory, String where) {
            return KafkaLog.open(config(where, directory), directory, FOR_EVER, 1 << 20, DeclaredKinds.NONE);
        }
    }
}
