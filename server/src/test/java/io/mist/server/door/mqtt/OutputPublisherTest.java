package io.mist.server.door.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.exceptions.MqttEncodeException;
import io.mist.protocol.Json;
import io.mist.server.channel.LogPublication;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.door.OutputPublisher;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Publication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPublisherTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ChannelId ALERTS = ChannelId.output("r", "alerts");

    @TempDir
    Path directory;

    private RocksDbLog log;
    private final List<Integer> sent = new CopyOnWriteArrayList<>();
    private volatile IntFunction<CompletableFuture<?>> broker = offset -> done();
    private OutputPublisher publisher;

    @BeforeEach
    void open() {
        log = TestLog.open(directory);
        Publication publication = new LogPublication(log, "mqtt");
        publisher = new OutputPublisher(
                "outputs",
                publication,
                new OutputTransport(publication, channel -> OutputSettings.NONE, null, () -> true, this::send),
                channel -> true);
    }

    @AfterEach
    void close() {
        publisher.close();
        log.close();
    }

    @Test
    void nothingBeyondTheWindowIsSentBeforeAnAcknowledgement() {
        var first = new CompletableFuture<Void>();
        broker = offset -> offset == 0 ? first : done();
        append(3 * OutputSession.WINDOW);

        publisher.start();
        await().atMost(PATIENCE).until(() -> sent.size() == OutputSession.WINDOW);
        assertThat(cursor()).isZero();
        first.complete(null);

        await().atMost(PATIENCE).until(() -> cursor() == 3L * OutputSession.WINDOW);
    }

    @Test
    void aFailedMessageIsSentAgainWithAllThatFollowIt() {
        var failure = new CompletableFuture<Void>();
        broker = offset -> offset == 2 && !failure.isDone() ? failure : done();
        append(5);

        publisher.start();
        await().atMost(PATIENCE).until(() -> sent.size() == 5);
        failure.completeExceptionally(new IOException("connection lost"));

        await().atMost(PATIENCE).until(() -> cursor() == 5);
        assertThat(sent).containsExactly(0, 1, 2, 3, 4, 2, 3, 4);
        assertThat(publisher.published()).isEqualTo(5);
    }

    @Test
    void aMessageThatCanNeverBePublishedIsLeftOut() {
        broker = offset -> offset == 1 ? CompletableFuture.failedFuture(new MqttEncodeException("too large")) : done();
        append(3);

        publisher.start();

        await().atMost(PATIENCE).until(() -> cursor() == 3);
        assertThat(sent).containsExactly(0, 1, 2);
        assertThat(publisher.published()).isEqualTo(2);
    }

    @Test
    void channelsTakeTurns() {
        var other = ChannelId.output("r", "other");
        append(1_000);
        TestLog.append(log, other, TestLog.AT, "\"other\"");
        var never = new CompletableFuture<Void>();
        broker = offset -> never;

        publisher.start();

        await().atMost(PATIENCE).until(() -> sent.size() == OutputSession.WINDOW);
        assertThat(sent).contains(-1);
        never.complete(null);
    }

    private CompletableFuture<?> send(Outgoing message) {
        var event = Json.parseObject(new String(message.payload(), StandardCharsets.UTF_8));
        int offset =
                event.path("data").isTextual() ? -1 : event.path("mistoffset").asInt();
        sent.add(offset);
        return broker.apply(offset);
    }

    private static CompletableFuture<?> done() {
        return CompletableFuture.completedFuture(null);
    }

    private void append(int count) {
        TestLog.append(log, ALERTS, 0, count);
    }

    private long cursor() {
        return log.cursor("mqtt", ALERTS).orElse(0);
    }
}
