package io.mist.server.door.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.RealGate;
import io.mist.server.channel.Batch;
import io.mist.server.channel.KafkaBroker;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Retention;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaDoorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaBroker broker = KafkaBroker.shared();
    private final String prefix = "t" + UUID.randomUUID().toString().substring(0, 8);
    private final ChannelId alerts = ChannelId.output("r", "alerts");
    private final ChannelId lines = ChannelId.input("r", "lines");

    @TempDir
    private Path directory;

    private RealGate real;
    private TestTopics topics;
    private KafkaDoor door;

    @BeforeEach
    void open() {
        real = RealGate.open(directory.resolve("server"));
        real.route("r");
        topics = new TestTopics(broker);
        door = opened();
    }

    @AfterEach
    void close() {
        door.close();
        topics.close();
        real.close();
    }

    private KafkaDoor opened() {
        KafkaDoor opened = new KafkaDoor(settings(Map.of()), real.gate());
        opened.start();
        return opened;
    }

    private KafkaSettings settings(Map<String, Object> more) {
        return TestSettings.of(broker.bootstrapServers(), prefix, more);
    }

    private void request(String json, String... headers) {
        topics.send(prefix + ".requests", json, headers);
    }

    private List<ObjectNode> replies(int count) {
        List<ConsumerRecord<byte[], byte[]>> records = topics.read(prefix + ".replies", count);
        assertThat(records).hasSize(count);
        return records.stream().map(TestTopics::json).toList();
    }

    /** What is answered to the one request of a kind; an answer may overtake another. */
    private static JsonNode answer(List<ObjectNode> replies, String kind) {
        List<JsonNode> answers = replies.stream()
                .filter(reply -> reply.has(kind))
                .map(reply -> reply.path(kind))
                .toList();
        assertThat(answers).as("answers '%s' in %s", kind, replies).hasSize(1);
        return answers.get(0);
    }

    private void publish(int epoch, int count) {
        List<Batch.Entry> entries = IntStream.range(0, count)
                .mapToObj(i -> new Batch.Entry(
                        0, i, "k" + i % 3, ("{\"n\":" + (epoch * 1000 + i) + "}").getBytes(StandardCharsets.UTF_8)))
                .toList();
        real.log().append(alerts, new Batch(Batch.Published.epoch("run-1", "q", epoch), 1, Instant.now(), entries));
    }

    private List<String> linesInLog(int atLeast) {
        await().atMost(PATIENCE).until(() -> real.log().end(lines) >= atLeast);
        return real.log().read(lines, 0, null, 10_000).messages().stream()
                .map(message -> new String(message.data(), StandardCharsets.UTF_8))
                .toList();
    }

    /** From the beginning, as after a crash before any commit. */
    private void forget(String group) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                admin.deleteConsumerGroups(List.of(group)).all().get(10, TimeUnit.SECONDS);
                return true;
            });
        }
    }

    // ---- requests

    @Test
    void aStartIsAnsweredWithItsIdAndCorrelation() {
        request(
                "{\"op\":\"start\",\"id\":\"monday\",\"route\":\"r\",\"parameters\":{\"path\":\"/x\"}}",
                "mist-correlation",
                "c1",
                "mist-user",
                "ada");

        ConsumerRecord<byte[], byte[]> reply =
                topics.read(prefix + ".replies", 1).get(0);

        JsonNode run = TestTopics.json(reply).path("run");
        assertThat(TestTopics.json(reply).path("id").asText()).isEqualTo("monday");
        assertThat(Headers.text(reply, "mist-correlation")).isEqualTo("c1");
        assertThat(real.desk().run(run.path("id").asText()).startedBy()).isEqualTo("kafka:ada");
    }

    @Test
    void whatThereIsIsReadByRequests() {
        publish(0, 3);
        request("{\"op\":\"start\",\"id\":\"start\",\"route\":\"r\",\"parameters\":{\"path\":\"/x\"}}");
        String run = replies(1).get(0).path("run").path("id").asText();
        request("{\"op\":\"run\",\"id\":\"run\",\"run\":\"" + run + "\",\"wait\":\"PT0S\"}");
        request("{\"op\":\"live-get\",\"id\":\"live\",\"run\":\"" + run + "\"}");
        request("{\"op\":\"live\",\"id\":\"alias\",\"run\":\"" + run + "\"}");
        request("{\"op\":\"live-history\",\"id\":\"history\",\"run\":\"" + run + "\"}");
        request("{\"op\":\"live-diff\",\"id\":\"diff\",\"run\":\"" + run + "\",\"from\":1}");
        request("{\"op\":\"read\",\"id\":\"page\",\"route\":\"r\",\"output\":\"alerts\",\"from\":1,"
                + "\"limit\":1,\"envelope\":\"plain\"}");
        request("{\"op\":\"subscribe\",\"id\":\"no\",\"route\":\"r\",\"output\":\"alerts\"}");

        Map<String, ObjectNode> answers = new HashMap<>();
        replies(8).forEach(reply -> answers.put(reply.path("id").asText(), reply));

        assertThat(answers.get("run").at("/run/id").asText()).isEqualTo(run);
        assertThat(answers.get("live").at("/live/version").asInt()).isOne();
        assertThat(answers.get("alias").path("live"))
                .isEqualTo(answers.get("live").path("live"));
        assertThat(answers.get("history").at("/history/versions/0/version").asInt())
                .isOne();
        assertThat(answers.get("diff").at("/difference/to").asInt()).isOne();
        assertThat(answers.get("page").path("page").toString()).isEqualTo("{\"messages\":[{\"n\":1}],\"next\":\"2\"}");
        assertThat(answers.get("no").at("/error/code").asText()).isEqualTo("unavailable-operation");
        assertThat(answers.get("no").at("/error/detail").asText()).contains("'subscribe' over Kafka");
    }

    @Test
    void everyRequestIsAnsweredWhateverIsWrongWithIt() {
        topics.send(prefix + ".requests", (byte[]) null);
        topics.send(prefix + ".requests", new byte[] {(byte) 0xff, (byte) 0xfe});
        request("[]");
        request("{\"op\":\"start\",\"id\":\"a\",\"rout\":\"r\"}");
        request("{\"op\":\"dance\",\"id\":\"b\"}");
        request("{\"op\":\"start\",\"id\":\"c\",\"route\":\"no\"}");
        request("{\"op\":\"start\",\"id\":\"d\",\"route\":\"r\",\"parameters\":{\"pth\":1}}");
        request("{\"op\":\"cancel\",\"id\":\"e\"}");
        request("{\"op\":\"push\",\"id\":\"f\",\"route\":\"r\",\"input\":\"no\",\"messages\":[1]}");
        request("{\"op\":\"live\",\"id\":\"g\",\"run\":\"no\",\"values\":{}}");

        List<String> codes = replies(10).stream()
                .map(reply -> reply.path("id").asText() + " "
                        + reply.path("error").path("code").asText())
                .toList();

        assertThat(codes)
                .containsExactlyInAnyOrder(
                        " malformed-json",
                        " malformed-json",
                        " malformed-json",
                        "a malformed-request",
                        "b malformed-request",
                        "c unknown-route",
                        "d invalid-parameters",
                        "e malformed-request",
                        "f unknown-input",
                        "g unknown-run");
    }

    @Test
    void noBytesWhateverStopTheDoor() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        byte[] valid =
                "{\"op\":\"start\",\"id\":\"x\",\"route\":\"r\",\"parameters\":{}}".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = valid.clone();
            for (int changes = random.nextInt(6); changes >= 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            topics.send(prefix + ".requests", random.nextInt(10) == 0 ? null : bytes);
        }
        assertThat(topics.read(prefix + ".replies", 200)).as("seed %s", seed).hasSize(200);
    }

    @Test
    void requestsOfOneRouteAreDecidedInTheirOrder() {
        request("{\"op\":\"start\",\"id\":\"1\",\"route\":\"r\"}");
        request("{\"op\":\"cancel\",\"id\":\"2\",\"route\":\"r\"}");
        request("{\"op\":\"start\",\"id\":\"3\",\"route\":\"r\"}");

        List<ObjectNode> replies = replies(3);

        assertThat(replies).allMatch(reply -> reply.has("run"));
        assertThat(real.desk().runs("r", null, 10, null).runs()).hasSize(2);
    }

    @Test
    void aRequestThatIsReadTwiceIsDoneOnce() throws Exception {
        request("{\"op\":\"start\",\"route\":\"r\"}");
        String run = replies(1).get(0).path("run").path("id").asText();
        real.runs(run);
        request("{\"op\":\"live\",\"route\":\"r\",\"values\":{\"filter\":\"warn\"}}");
        request("{\"op\":\"push\",\"route\":\"r\",\"input\":\"lines\",\"messages\":[{\"text\":\"a\"},{\"txt\":1}]}");
        List<ObjectNode> first = replies(3);
        assertThat(answer(first, "live").path("accepted").asInt()).isEqualTo(2);
        JsonNode pushed = answer(first, "push");
        assertThat(pushed.path("accepted").asInt()).isEqualTo(1);
        assertThat(pushed.path("rejected").get(0).path("line").asInt()).isEqualTo(2);

        door.close();
        forget(prefix);
        door = opened();

        List<ObjectNode> again = replies(6).subList(3, 6);
        assertThat(answer(again, "run").path("id").asText()).isEqualTo(run);
        assertThat(answer(again, "live").path("accepted").asInt()).isEqualTo(2);
        assertThat(answer(again, "push").path("duplicate").asBoolean()).isTrue();
        assertThat(real.desk().runs("r", null, 10, null).runs()).hasSize(1);
        assertThat(linesInLog(1)).containsExactly("{\"text\":\"a\"}");
    }

    @Test
    void aLiveChangeIsComparedRepeatedAndRolledBack() {
        request("{\"op\":\"start\",\"route\":\"r\"}");
        String run = replies(1).get(0).path("run").path("id").asText();
        real.runs(run);

        request("{\"op\":\"live\",\"id\":\"a\",\"run\":\"" + run
                + "\",\"values\":{\"filter\":\"warn\"},\"ifVersion\":1}");
        request("{\"op\":\"live\",\"id\":\"b\",\"run\":\"" + run
                + "\",\"values\":{\"filter\":\"all\"},\"ifVersion\":1}");
        request("{\"op\":\"live\",\"id\":\"a\",\"run\":\"" + run + "\",\"values\":{\"filter\":\"all\"}}");
        request("{\"op\":\"live\",\"run\":\"" + run + "\",\"rollbackTo\":1,\"wait\":\"applied\",\"timeout\":\"PT0S\"}");
        request("{\"op\":\"live\",\"run\":\"" + run
                + "\",\"rollbackTo\":\"x\",\"ifVersion\":1.5,\"timeout\":\"soon\"}");

        List<ObjectNode> replies = replies(6).subList(1, 6);
        assertThat(replies).anyMatch(reply -> reply.at("/live/accepted").asInt() == 2);
        assertThat(replies)
                .anyMatch(reply -> reply.at("/error/code").asText().equals("version-conflict")
                        && reply.at("/error/live/version").asInt() == 2
                        && reply.at("/error/live/values/filter").asText().equals("warn"));
        assertThat(replies).anyMatch(reply -> reply.at("/error/code").asText().equals("key-reused"));
        assertThat(replies)
                .anyMatch(reply -> reply.at("/live/accepted").asInt() == 3
                        && reply.at("/live/values/filter").asText().equals("error"));
        assertThat(replies)
                .anyMatch(reply -> reply.at("/error/problems").findValuesAsText("path").stream()
                        .sorted()
                        .toList()
                        .equals(List.of("ifVersion", "rollbackTo", "timeout")));
    }

    @Test
    void theSameIdIsTheSameRunAndWhatMistWroteIsNoRequest() {
        request("{\"op\":\"start\",\"id\":\"x\",\"route\":\"r\"}");
        request("{\"op\":\"start\",\"id\":\"x\",\"route\":\"r\"}");
        request("{\"op\":\"start\",\"id\":\"y\",\"route\":\"r\"}", "mist-origin", "r/alerts");
        request("{\"op\":\"start\",\"id\":\"z\",\"route\":\"r\"}");

        List<ObjectNode> replies = replies(3);

        assertThat(replies.stream().map(reply -> reply.path("id").asText())).containsExactlyInAnyOrder("x", "x", "z");
        assertThat(real.desk().runs("r", null, 10, null).runs()).hasSize(2);
    }

    @Test
    void answersGoWhereTheyAreWantedAndElseToTheReplyTopic() throws Exception {
        String mine = prefix + "-mine";
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(
                            new org.apache.kafka.clients.admin.NewTopic(mine, Optional.empty(), Optional.empty())))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        request("{\"op\":\"start\",\"id\":\"1\",\"route\":\"no\",\"replyTo\":\"" + mine + "\"}");
        request("{\"op\":\"start\",\"id\":\"2\",\"route\":\"no\"}", "kafka_replyTopic", mine);
        request("{\"op\":\"start\",\"id\":\"3\",\"route\":\"no\",\"replyTo\":\"" + prefix + "-nowhere\"}");
        request("{\"op\":\"start\",\"id\":\"4\",\"route\":\"no\",\"replyTo\":\"no/topic\"}");

        assertThat(topics.read(mine, 2).stream()
                        .map(r -> TestTopics.json(r).path("id").asText()))
                .containsExactlyInAnyOrder("1", "2");
        assertThat(replies(2).stream().map(reply -> reply.path("id").asText())).containsExactlyInAnyOrder("3", "4");
    }

    @Test
    void requestsThatComeWhileTheDoorIsClosedAreServedWhenItIsOpen() {
        request("{\"op\":\"start\",\"id\":\"before\",\"route\":\"r\"}");
        replies(1);
        door.close();
        request("{\"op\":\"start\",\"id\":\"meanwhile\",\"route\":\"r\"}");
        door = opened();

        assertThat(replies(2).get(1).path("id").asText()).isEqualTo("meanwhile");
    }

    // ---- inputs

    @Test
    void recordsGetIntoTheInputOnceAndInOrderAlsoWhenTheyAreReadAgain() throws Exception {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            sent.add("{\"text\":\"" + i + "\"}");
            topics.send(prefix + ".r.lines", sent.get(i));
        }
        assertThat(linesInLog(700)).isEqualTo(sent);

        for (int times = 0; times < 2; times++) {
            door.close();
            door = opened();
            sent.add("{\"text\":\"more " + times + "\"}");
            topics.send(prefix + ".r.lines", sent.get(sent.size() - 1));
            assertThat(linesInLog(sent.size())).isEqualTo(sent);
        }
    }

    @Test
    void aBatchThatWasPushedBeforeACrashIsNotPushedAgainThoughMoreStandsBehindIt() throws Exception {
        String topic = prefix + ".r.lines";
        topics.send(topic, "{\"text\":\"first\"}");
        linesInLog(1);
        door.close();
        List<byte[]> pushed = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            byte[] line = ("{\"text\":\"" + i + "\"}").getBytes(StandardCharsets.UTF_8);
            topics.send(topic, line);
            if (i <= 10) {
                pushed.add(line);
            }
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var id = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(30, TimeUnit.SECONDS)
                    .get(topic)
                    .topicId();
            real.desk()
                    .push(new PushRequest("r", "lines", pushed, "kafka:" + id + "/0/1"))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            admin.alterConsumerGroupOffsets(
                            prefix + "-inputs",
                            Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(1, "until=10")))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
        door = opened();

        assertThat(linesInLog(21)).hasSize(21).doesNotHaveDuplicates();
        topics.send(topic, "{\"text\":\"last\"}");
        assertThat(linesInLog(22)).hasSize(22).doesNotHaveDuplicates().endsWith("{\"text\":\"last\"}");
    }

    @Test
    void whatDoesNotFitGoesToTheRejectedWithItsProblems() {
        String topic = prefix + ".r.lines";
        topics.send(topic, "{\"text\":\"a\"}");
        topics.send(topic, "{\"txt\":\"b\"}", "trace", "7");
        topics.send(topic, (byte[]) null);
        topics.send(topic, new byte[] {(byte) 0xff});
        topics.send(topic, "{}", "content-type", "application/cloudevents+json");
        topics.send(topic, "{\"text\":\"c\"}");

        List<ConsumerRecord<byte[], byte[]>> rejected = topics.read(topic + ".rejected", 4);

        assertThat(rejected).hasSize(4);
        ConsumerRecord<byte[], byte[]> wrong = rejected.stream()
                .filter(record -> topic.concat("/0/1").equals(Headers.text(record, "mist-rejected")))
                .findFirst()
                .orElseThrow();
        assertThat(TestTopics.text(wrong)).isEqualTo("{\"txt\":\"b\"}");
        assertThat(Headers.text(wrong, "trace")).isEqualTo("7");
        assertThat(Headers.text(wrong, "mist-problems")).contains("txt", "text");
        assertThat(linesInLog(2)).containsExactly("{\"text\":\"a\"}", "{\"text\":\"c\"}");
        await().atMost(PATIENCE).until(() -> door.status().orElseThrow().deadLetters() == 4);
    }

    @Test
    void aCloudEventIsTakenOnceHoweverOftenItIsSent() {
        String topic = prefix + ".r.lines";
        for (int i = 0; i < 2; i++) {
            topics.send(
                    topic,
                    "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"data\":{\"text\":\"s\"}}",
                    "content-type",
                    "application/cloudevents+json; charset=UTF-8");
            topics.send(
                    topic,
                    "{\"text\":\"b\"}",
                    "ce_specversion",
                    "1.0",
                    "ce_id",
                    "2",
                    "ce_source",
                    "/a",
                    "ce_type",
                    "t");
        }
        topics.send(topic, "{\"text\":\"last\"}");

        assertThat(linesInLog(3)).containsExactly("{\"text\":\"s\"}", "{\"text\":\"b\"}", "{\"text\":\"last\"}");
    }

    @Test
    void topicsAreReadAsRoutesComeAndGoAndChainsAreAllowedButNoLoops() {
        InputSettings ofAlerts = new InputSettings(
                OptionalInt.empty(), Retention.Settings.NONE, Optional.empty(), Optional.of(prefix + ".r.alerts"));
        real.route("next", ofAlerts, OutputSettings.NONE);
        real.route("r", ofAlerts, OutputSettings.NONE);
        real.log()
                .append(
                        alerts,
                        new Batch(
                                Batch.Published.epoch("run-1", "q", 0),
                                1,
                                Instant.now(),
                                List.of(new Batch.Entry(
                                        0, 0, null, "{\"text\":\"x\"}".getBytes(StandardCharsets.UTF_8)))));

        ChannelId next = ChannelId.input("next", "lines");
        await().atMost(PATIENCE).until(() -> real.log().end(next) == 1);
        assertThat(real.log().end(lines)).isZero();
        assertThat(door.status().orElseThrow().problems())
                .singleElement()
                .asString()
                .contains("r/lines", prefix + ".r.alerts");

        real.removeRoute("next");
        real.route("r");
        await().atMost(PATIENCE)
                .until(() -> door.status().orElseThrow().problems().isEmpty());
        topics.send(prefix + ".r.lines", "{\"text\":\"y\"}");
        assertThat(linesInLog(1)).containsExactly("{\"text\":\"y\"}");
    }

    // ---- outputs

    @Test
    void outputsGoOutOnceAsEventsWithTheirKeys() {
        publish(0, 10);

        List<ConsumerRecord<byte[], byte[]>> records = topics.read(prefix + ".r.alerts", 10);

        assertThat(records).hasSize(10);
        ConsumerRecord<byte[], byte[]> second = records.get(1);
        Message message = real.log().read(alerts, 1, null, 1).messages().get(0);
        assertThat(TestTopics.text(second)).isEqualTo("{\"n\":1}");
        assertThat(second.key()).asString().isEqualTo("k1");
        assertThat(Headers.text(second, "ce_id")).isEqualTo(message.id());
        assertThat(Headers.text(second, "ce_specversion")).isEqualTo("1.0");
        assertThat(Headers.text(second, "ce_mistoffset")).isEqualTo("1");
        assertThat(Headers.text(second, "content-type")).isEqualTo("application/json");
        assertThat(second.headers().lastHeader("ce_datacontenttype")).isNull();
    }

    @Test
    void envelopeAndTopicAreAsTheRouteSetsThem() {
        OutputSettings settings = new OutputSettings(
                Optional.of("cloudevents"),
                Retention.Settings.NONE,
                Optional.empty(),
                Optional.of(prefix + "-mine"),
                java.util.Map.of());
        real.route("r", InputSettings.NONE, settings);
        publish(0, 1);

        ConsumerRecord<byte[], byte[]> record = topics.read(prefix + "-mine", 1).get(0);

        assertThat(TestTopics.json(record).path("data").path("n").asInt()).isZero();
        assertThat(Headers.text(record, "content-type")).isEqualTo("application/cloudevents+json");
        assertThat(record.headers().lastHeader("ce_id")).isNull();
    }

    @Test
    void afterACrashBetweenTransactionAndCursorNothingIsPublishedTwice() {
        publish(0, 50);
        topics.read(prefix + ".r.alerts", 50);
        door.close();
        // What the log has when the server dies before it notes what Kafka has.
        real.log().saveCursor("kafka", alerts, 0);
        publish(1, 50);
        door = opened();

        List<ConsumerRecord<byte[], byte[]>> records = topics.read(prefix + ".r.alerts", 100);

        assertThat(records.stream().map(record -> Headers.text(record, "ce_id")))
                .hasSize(100)
                .doesNotHaveDuplicates();
    }

    @Test
    void aLogThatBeginsFromScratchIsPublishedFromItsBeginning() {
        publish(0, 5);
        topics.read(prefix + ".r.alerts", 5);
        door.close();
        real.close();
        real = RealGate.open(directory.resolve("another"));
        real.route("r");
        publish(7, 8);
        door = opened();

        List<ConsumerRecord<byte[], byte[]>> records = topics.read(prefix + ".r.alerts", 13);

        assertThat(records).hasSize(13);
        assertThat(TestTopics.text(records.get(5))).isEqualTo("{\"n\":7000}");
    }

    @Test
    void aMessageThatTheBrokerDoesNotTakeIsLeftOutAndTheRestContinues() {
        publish(0, 3);
        publishLarge(1);
        publish(2, 3);

        assertThat(published(6))
                .containsExactly("{\"n\":0}", "{\"n\":1}", "{\"n\":2}", "{\"n\":2000}", "{\"n\":2001}", "{\"n\":2002}");
    }

    @Test
    void messagesThatWaitBehindOneThatTheBrokerDoesNotTakeAreNotLeftOutWithIt() {
        door.close();
        publish(0, 2);
        publishLarge(1);
        publish(2, 2);
        publishLarge(3);
        publish(4, 2);
        // So that the client has not sent those behind when it hears of the refusal.
        door = new KafkaDoor(settings(Map.of("max.in.flight.requests.per.connection", "1")), real.gate());
        door.start();

        assertThat(published(6))
                .containsExactly(
                        "{\"n\":0}", "{\"n\":1}", "{\"n\":2000}", "{\"n\":2001}", "{\"n\":4000}", "{\"n\":4001}");
    }

    private List<String> published(int count) {
        return topics.read(prefix + ".r.alerts", count).stream()
                .map(TestTopics::text)
                .toList();
    }

    /** One message that is larger than the broker takes. */
    private void publishLarge(int epoch) {
        byte[] large = ("{\"n\":\"" + "x".repeat(3 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        real.log()
                .append(
                        alerts,
                        new Batch(
                                Batch.Published.epoch("run-1", "q", epoch),
                                1,
                                Instant.now(),
                                List.of(new Batch.Entry(0, 0, null, large))));
    }
}
