package io.mist.server.channel.kafka;

import static io.mist.server.channel.ChannelLogContract.ALERTS;
import static io.mist.server.channel.ChannelLogContract.batch;
import static io.mist.server.channel.ChannelLogContract.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.server.channel.DeclaredKinds;
import io.mist.server.channel.KafkaBroker;
import io.mist.server.config.KafkaConfig;
import io.mist.server.gate.message.ChannelId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the logs in Kafka do when Kafka goes away and comes back. */
class KafkaLogFaultsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    static Path data;

    private static KafkaBroker broker;

    @TempDir
    Path directory;

    private KafkaLog log;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(data);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void openLog() {
        log = open(directory);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    private KafkaLog open(Path copy) {
        KafkaConfig config = new KafkaConfig(
                Optional.of(broker.bootstrapServers()),
                Map.of(),
                directory.getFileName().toString(),
                Optional.empty(),
                TIMEOUT);
        return KafkaLog.open(config, copy, KafkaLogTest.FOR_EVER, 1 << 20, DeclaredKinds.NONE);
    }

    private static void assertThatKafkaIsAway(Callable<?> task) {
        assertThatThrownBy(task::call)
                .isInstanceOfSatisfying(MistException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCES);
                    assertThat(e.code()).isEqualTo("log-failed");
                })
                .hasMessageContaining(broker.bootstrapServers());
    }

    @Test
    void withoutABrokerAppendsFailReadsContinueAndAllIsWellWhenItIsBack(@TempDir Path elsewhere) {
        log.append(ALERTS, batch("r1", 0, "1"));
        broker.kill();
        try {
            assertThatKafkaIsAway(() -> log.append(ALERTS, batch("r1", 1, "2")));
            assertThatKafkaIsAway(() -> log.append(ALERTS, batch("r1", 1, "2")));
            assertThat(texts(log.read(ALERTS, 0, null, 10))).containsExactly("1");
            assertThatKafkaIsAway(() -> open(elsewhere));
        } finally {
            broker.restart();
        }

        // The one who appends tries again, as workers do.
        await().atMost(LONG).ignoreExceptions().until(() -> {
            log.append(ALERTS, batch("r1", 1, "2"));
            return true;
        });
        assertThat(log.append(ALERTS, batch("r1", 1, "2")).isNew()).isFalse();
        assertThat(texts(log.read(ALERTS, 0, null, 10))).containsExactly("1", "2");
    }

    @Test
    void aBrokerThatIsKilledUnderLoadLosesNothingAndDoublesNothing(@TempDir Path elsewhere) throws Exception {
        AtomicLong acknowledged = new AtomicLong(-1);
        int last = 200;
        CompletableFuture<Void> appending = CompletableFuture.runAsync(() -> IntStream.rangeClosed(0, last)
                .forEach(epoch -> await().atMost(LONG).ignoreExceptions().until(() -> {
                    log.append(channel(epoch), batch("r1", epoch, "" + epoch, "" + epoch));
                    acknowledged.set(epoch);
                    return true;
                })));
        for (int kills = 0; kills < 2; kills++) {
            long enough = acknowledged.get() + 40;
            await().atMost(LONG).until(() -> acknowledged.get() >= enough);
            broker.kill();
            broker.restart();
        }
        appending.get(LONG.toSeconds(), TimeUnit.SECONDS);

        assertThat(allOf(log, last)).isEqualTo(expected(last));
        log.close();
        try (KafkaLog other = open(elsewhere)) {
            assertThat(allOf(other, last)).isEqualTo(expected(last));
        }
    }

    /** Ten epochs each, so that also a channel's first is among those that are on the way when the broker dies. */
    private static ChannelId channel(int epoch) {
        return ChannelId.output("route", "output-" + epoch / 10);
    }

    private static List<String> expected(int last) {
        return IntStream.rangeClosed(0, last)
                .boxed()
                .flatMap(epoch -> Stream.of("" + epoch, "" + epoch))
                .toList();
    }

    private static List<String> allOf(KafkaLog log, int last) {
        return IntStream.rangeClosed(0, last / 10)
                .boxed()
                .flatMap(tens -> texts(log.read(channel(10 * tens), 0, null, 10_000)).stream())
                .toList();
    }

    @Test
    void aBrokerThatStandsStillIsWaitedForAndNoLonger() {
        log.append(ALERTS, batch("r1", 0, "1"));
        broker.suspend();
        try {
            assertThatKafkaIsAway(() -> log.append(ALERTS, batch("r1", 1, "2")));
        } finally {
            broker.resume();
        }
        await().atMost(LONG).ignoreExceptions().until(() -> {
            log.append(ALERTS, batch("r1", 1, "2"));
            return true;
        });

        assertThat(texts(log.read(ALERTS, 0, null, 10))).containsExactly("1", "2");
    }

    @Test
    void aServerThatWasCutOffDoesNotTakeTheLogsBack(@TempDir Path elsewhere) {
        log.append(ALERTS, batch("r1", 0, "1"));
        broker.kill();
        try {
            assertThatKafkaIsAway(() -> log.append(ALERTS, batch("r1", 1, "2")));
        } finally {
            broker.restart();
        }
        // Whether the older one has come back before is a matter of luck; it must not write after.
        try (KafkaLog newer = open(elsewhere)) {
            await().atMost(LONG).until(() -> {
                try {
                    log.append(ALERTS, batch("r1", 2, "old"));
                    return false;
                } catch (MistException e) {
                    return e.code().equals("log-fenced");
                }
            });
            // The older one may have fenced it once more before it saw.
            await().atMost(LONG).ignoreExceptions().until(() -> {
                newer.append(ALERTS, batch("r1", 3, "new"));
                return true;
            });
            assertThat(texts(newer.read(ALERTS, 0, null, 10)))
                    .startsWith("1")
                    .endsWith("new")
                    .doesNotContain("old");
        }
    }
}
