package io.mist.server.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.MistException;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Demand;
import io.mist.server.gate.message.Framing;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Retention;
import io.mist.server.gate.message.Sink;
import io.mist.server.gate.message.Start;
import io.mist.server.gate.message.Subscription;
import io.mist.server.gate.message.View;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroadcastsTest {

    private static final ChannelId ALERTS = ChannelId.output("log-alerts", "alerts");

    @TempDir
    private Path directory;

    private final ExecutorService readers = Executors.newFixedThreadPool(2);
    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final ExecutorService otherLoop = Executors.newSingleThreadExecutor();
    private final AtomicInteger framings = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final View plain = new View(null, MessageFilter.ALL, new Plain(framings));
    private RocksDbLog log;
    private Broadcasts broadcasts;
    private long epoch;

    /** The payloads, each a frame. */
    private record Plain(AtomicInteger framings) implements Framing {

        @Override
        public List<byte[]> frames(ChannelId channel, List<Message> messages, Page.@Nullable Gap gap) {
            framings.incrementAndGet();
            List<byte[]> frames = new ArrayList<>();
            if (gap != null) {
                frames.add(("gap " + gap.from() + "-" + gap.to()).getBytes(StandardCharsets.UTF_8));
            }
            messages.forEach(message -> frames.add(message.data()));
            return frames;
        }

        @Override
        public List<byte[]> latest(ChannelId channel, List<Message> messages) {
            return messages.stream().map(Message::data).toList();
        }

        @Override
        public List<byte[]> latestEnd(long next) {
            return List.of(("end " + next).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A client that keeps what it gets, and takes it when the test says so. */
    private static final class Client implements Sink {

        private final Queue<String> got = new ConcurrentLinkedQueue<>();
        private final Queue<byte[]> bytes = new ConcurrentLinkedQueue<>();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);
        private volatile Executor loop = Runnable::run;

        @Override
        public void take(List<byte[]> frames, Demand then) {
            keep(frames);
            if (ready.isDone()) {
                then.taken();
            } else {
                ready.thenRunAsync(then::taken, loop);
            }
        }

        private void keep(List<byte[]> frames) {
            frames.forEach(frame -> {
                bytes.add(frame);
                got.add(new String(frame, StandardCharsets.UTF_8));
            });
        }

        @Override
        public void failed(RuntimeException error) {
            failures.incrementAndGet();
        }
    }

    @BeforeEach
    void open() {
        log = RocksDbLog.open(directory, channel -> new Retention(Duration.ofDays(1), 1L << 40));
        Executor counted = task -> {
            looks.incrementAndGet();
            readers.execute(task);
        };
        broadcasts = new Broadcasts(log, counted, new Broadcasts.Limits(100, 1 << 20));
    }

    @AfterEach
    void close() {
        broadcasts.close();
        loop.shutdownNow();
        otherLoop.shutdownNow();
        readers.shutdownNow();
        log.close();
    }

    private void append(String... payloads) {
        appendKeyed(null, payloads);
    }

    private void appendKeyed(@Nullable String key, String... payloads) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (String payload : payloads) {
            entries.add(new Batch.Entry(0, entries.size(), key, payload.getBytes(StandardCharsets.UTF_8)));
        }
        log.append(ALERTS, new Batch(Batch.Published.epoch("r1", "q", epoch++), 1, Instant.now(), entries));
    }

    private Subscription subscribe(Client client, long from, Executor on) {
        client.loop = on;
        return broadcasts.subscribe(ALERTS, new Start.Offset(from), plain, client, on);
    }

    private static void awaitGot(Client client, String... payloads) {
        await().untilAsserted(() -> assertThat(client.got).containsExactly(payloads));
    }

    @Test
    void whatOneSubscriberGetsTheOthersGetInTheSameBytes() {
        List<Client> clients =
                IntStream.range(0, 50).mapToObj(i -> new Client()).toList();
        clients.forEach(client -> subscribe(client, 0, clients.indexOf(client) % 2 == 0 ? loop : otherLoop));

        append("1");
        clients.forEach(client -> awaitGot(client, "1"));

        assertThat(clients.stream()
                        .map(client -> System.identityHashCode(client.bytes.peek()))
                        .distinct())
                .hasSize(1);
        assertThat(framings.get()).isBetween(1, 2);
    }

    @Test
    void howeverManyWaitTheLogIsLookedAtOnceForThemAll() throws Exception {
        List<Client> clients =
                IntStream.range(0, 50).mapToObj(i -> new Client()).toList();
        clients.forEach(client -> subscribe(client, 0, loop));

        append("1");
        clients.forEach(client -> awaitGot(client, "1"));
        loop.submit(() -> {}).get();

        // For the first that waited, for the append, and for the first that waits for the next.
        assertThat(looks.get()).isBetween(1, 3);
    }

    @Test
    void aClientThatTakesNothingGetsNoSecondPageAndHoldsNobodyUp() {
        Client stalled = new Client();
        stalled.ready = new CompletableFuture<>();
        Client quick = new Client();
        subscribe(stalled, 0, loop);
        subscribe(quick, 0, loop);

        append("1");
        awaitGot(quick, "1");
        append("2");
        awaitGot(quick, "1", "2");
        assertThat(stalled.got).containsExactly("1");

        stalled.ready.complete(null);
        awaitGot(stalled, "1", "2");
    }

    @Test
    void whoComesLateReadsFromTheLogUntilItHasCaughtUp() {
        String[] many = IntStream.range(0, 1000).mapToObj(Integer::toString).toArray(String[]::new);
        append(many);
        Client client = new Client();

        subscribe(client, 990, loop);
        awaitGot(client, "990", "991", "992", "993", "994", "995", "996", "997", "998", "999");

        Client fromTheStart = new Client();
        subscribe(fromTheStart, 0, loop);
        awaitGot(fromTheStart, many);
    }

    @Test
    void anOffsetThatIsStillToComeIsWaitedFor() {
        Client client = new Client();
        subscribe(client, 2, loop);

        append("0", "1");
        append("2", "3");

        awaitGot(client, "2", "3");
    }

    @Test
    void aFilterAndARunHoldBackTheRestAndReadOn() {
        append("{\"n\":0}", "{\"n\":1}", "{\"n\":0}");
        Client client = new Client();
        View filtered = new View("r1", MessageFilter.parse(List.of("n=1")), new Plain(framings));

        broadcasts.subscribe(ALERTS, new Start.Offset(0), filtered, client, loop);
        awaitGot(client, "{\"n\":1}");
        append("{\"n\":0}");
        append("{\"n\":1.0}");

        awaitGot(client, "{\"n\":1}", "{\"n\":1.0}");
    }

    @Test
    void aSnapshotHasTheLatestOfEachKeyAndContinuesWithoutAHole() {
        appendKeyed("a", "a1");
        for (int i = 0; i < 250; i++) {
            appendKeyed("k" + i, "k" + i);
        }
        appendKeyed("a", "a2");
        Client client = new Client();

        broadcasts.subscribe(ALERTS, new Start.Latest(null), plain, client, loop);
        await().untilAsserted(() -> assertThat(client.got).contains("end 252"));
        appendKeyed("a", "a3");

        await().untilAsserted(() ->
                assertThat(client.got).hasSize(253).contains("a2", "k249").doesNotContain("a1"));
        assertThat(client.got).endsWith("end 252", "a3");
    }

    @Test
    void whatComesWhileASnapshotIsReadComesOnce() {
        for (int i = 100; i < 350; i++) {
            appendKeyed("k" + i, "k" + i);
        }
        Client client = new Client();
        client.ready = new CompletableFuture<>();
        client.loop = loop;
        broadcasts.subscribe(ALERTS, new Start.Latest(null), plain, client, loop);
        await().untilAsserted(() -> assertThat(client.got).hasSize(100));

        appendKeyed("k349", "new");
        client.ready.complete(null);

        await().untilAsserted(() -> assertThat(client.got).endsWith("end 250", "new"));
        assertThat(client.got).hasSize(251).containsOnlyOnce("new").doesNotContain("k349");
    }

    @Test
    void moreSubscribersThanTheLimitAreRefusedUntilOneLeaves() throws Exception {
        List<Subscription> subscriptions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            subscriptions.add(subscribe(new Client(), 0, loop));
        }

        assertThatThrownBy(() -> subscribe(new Client(), 0, loop))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("too-many-subscribers"));

        subscriptions.get(0).close();
        await().until(() -> broadcasts.subscribers() == 99);
        Client client = new Client();
        subscribe(client, 0, loop);
        append("1");
        awaitGot(client, "1");
    }

    @Test
    void beyondTheMemoryForClientsTheNextPagesWaitUntilOthersHaveTaken() {
        String large = "\"" + "x".repeat(600_000) + "\"";
        List<Client> stalled = IntStream.range(0, 2).mapToObj(i -> new Client()).toList();
        stalled.forEach(client -> client.ready = new CompletableFuture<>());
        Client quick = new Client();
        stalled.forEach(client -> subscribe(client, 0, loop));
        append(large);
        await().until(() -> stalled.stream().allMatch(client -> client.got.size() == 1));
        assertThat(broadcasts.pendingBytes()).isGreaterThan(1 << 20);

        subscribe(quick, 0, loop);
        stalled.get(0).ready.complete(null);

        awaitGot(quick, large);
        stalled.get(1).ready.complete(null);
        await().until(() -> broadcasts.pendingBytes() == 0);
    }

    @Test
    void aLogThatCannotBeReadEndsItsSubscriptions() {
        Client client = new Client();
        append("1");
        log.close();

        subscribe(client, 0, loop);

        await().until(() -> client.failures.get() == 1);
        assertThat(broadcasts.subscribers()).isZero();
    }

    @Test
    void everyoneGetsEverythingInOrderHoweverThreadsMeet() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int count = 300;
        List<Client> clients =
                IntStream.range(0, 40).mapToObj(i -> new Client()).toList();
        ExecutorService slow = Executors.newSingleThreadExecutor();
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            boolean isSlow = i % 3 == 0;
            Executor on = i % 2 == 0 ? loop : otherLoop;
            Sink sink = new Sink() {
                @Override
                public void take(List<byte[]> frames, Demand then) {
                    client.keep(frames);
                    if (isSlow) {
                        slow.execute(() -> on.execute(then::taken));
                    } else {
                        then.taken();
                    }
                }

                @Override
                public void failed(RuntimeException error) {
                    client.failed(error);
                }
            };
            broadcasts.subscribe(ALERTS, new Start.Offset(0), plain, sink, on);
        }
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            String[] batch = IntStream.range(0, 1 + random.nextInt(5))
                    .mapToObj(i -> Integer.toString(all.size() + i))
                    .toArray(String[]::new);
            append(batch);
            all.addAll(List.of(batch));
        }
        for (Client client : clients) {
            await().alias("seed " + seed).atMost(30, TimeUnit.SECONDS).until(() -> client.got.size() >= all.size());
            assertThat(client.got).as("seed %s", seed).containsExactlyElementsOf(all);
        }
        slow.shutdownNow();
    }
}
