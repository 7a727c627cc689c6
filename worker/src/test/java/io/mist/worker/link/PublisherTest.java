package io.mist.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.WorkerLinkGrpc;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PublisherTest {

    private final TestServer server = new TestServer();
    private final ManagedChannel channel = OkHttpChannelBuilder.forAddress(
                    server.address().host(), server.address().port())
            .usePlaintext()
            .build();

    private Publisher publisher(Duration patience) {
        return new Publisher(
                WorkerLinkGrpc.newStub(channel),
                Open.newBuilder()
                        .setRun("r1")
                        .setChannel("alerts")
                        .setQuery("alerts")
                        .build(),
                patience);
    }

    private final Publisher publisher = publisher(Duration.ofSeconds(60));

    @AfterEach
    void close() throws InterruptedException {
        publisher.close();
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.close();
    }

    private static Supplier<Iterator<byte[]>> payloads(String... texts) {
        return () -> List.of(texts).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .iterator();
    }

    @Test
    void aBatchIsInTheLogWhenCommitReturns() throws Exception {
        publisher.commit(7, 2, payloads("a", "b"));
        assertThat(server.committed()).containsExactly("7/2: a,b");

        publisher.commit(8, 3, payloads("c"));
        publisher.commit(9, 3, payloads());

        assertThat(server.committed()).containsExactly("7/2: a,b", "8/3: c", "9/3: ");
        assertThat(server.publications()).isEqualTo(1);
    }

    @Test
    void aBatchWhoseConnectionBreaksIsSentAgainFromItsBeginning() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        publisher.commit(6, 1, payloads("before"));

        server.breakAfterCommits(2);
        publisher.commit(7, 2, () -> {
            asked.incrementAndGet();
            return payloads("a", "b").get();
        });

        assertThat(asked).hasValue(3);
        assertThat(server.committed()).containsExactly("6/1: before", "7/2: a,b");
    }

    @Test
    void aServerThatIsAwayIsWaitedFor() throws Exception {
        publisher.commit(6, 1, payloads("before"));
        server.stop();

        CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> {
            try {
                publisher.commit(7, 1, payloads("after"));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(() -> committing.get(1, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        server.start();

        committing.get(60, TimeUnit.SECONDS);
        assertThat(server.committed()).containsExactly("6/1: before", "7/1: after");
    }

    @Test
    void aServerThatStaysAwayFailsTheBatch() {
        server.stop();
        try (Publisher impatient = publisher(Duration.ofSeconds(1))) {
            assertThatThrownBy(() -> impatient.commit(7, 1, payloads("a")))
                    .isInstanceOfSatisfying(
                            MistException.class, e -> assertThat(e.code()).isEqualTo("server-away"))
                    .hasMessage("batch 7 of output 'alerts' was not taken: the server has been away for 1 s");
        } finally {
            server.start();
        }
    }

    @Test
    void aRefusedBatchRaisesWhatTheServerSaidAndTheNextOneIsTaken() throws Exception {
        server.refuse(MistException.resources("output-too-large", "too large (mist.outputs.max-epoch-bytes)"));

        assertThatThrownBy(() -> publisher.commit(7, 1, payloads("a", "b")))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("output-too-large"))
                .hasMessage("too large (mist.outputs.max-epoch-bytes)");

        publisher.commit(8, 1, payloads("c"));
        assertThat(server.committed()).containsExactly("8/1: c");
    }

    @Test
    void aBatchThatCannotBeMadeLeavesNothingOfItselfInTheNextOne() throws Exception {
        byte[] large = "x".repeat(300 << 10).getBytes(StandardCharsets.UTF_8);
        Iterator<byte[]> failing = new Iterator<>() {
            private int given;

            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public byte[] next() {
                if (given++ == 3) {
                    throw new IllegalStateException("a task failed");
                }
                return large;
            }
        };

        assertThatThrownBy(() -> publisher.commit(7, 1, () -> failing)).hasMessage("a task failed");
        publisher.commit(7, 1, payloads("a"));

        assertThat(server.committed()).containsExactly("7/1: a");
    }

    @Test
    void aBatchThatIsInterruptedLeavesNothingOfItselfInTheNextOne() throws Exception {
        server.pause();
        Thread committing = new Thread(() -> assertThatThrownBy(() -> publisher.commit(7, 1, payloads("a")))
                .isInstanceOf(InterruptedException.class));
        committing.start();
        await().until(() -> server.publications() == 1);
        committing.interrupt();
        committing.join();
        server.resume();

        publisher.commit(8, 1, payloads("b"));

        assertThat(server.committed()).doesNotContain("8/1: a,b").endsWith("8/1: b");
    }

    @Test
    void aServerThatTakesNoMoreMakesTheSenderWaitWithLittleInMemory() throws Exception {
        byte[] message = "x".repeat(64 << 10).getBytes(StandardCharsets.UTF_8);
        int count = 1_000;
        AtomicLong given = new AtomicLong();
        Iterator<byte[]> counting = new Iterator<>() {
            private final Iterator<byte[]> all =
                    Collections.nCopies(count, message).iterator();

            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public byte[] next() {
                given.incrementAndGet();
                return all.next();
            }
        };
        AtomicLong last = new AtomicLong();
        server.pause();
        CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> {
            try {
                publisher.commit(7, 1, () -> counting);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(30)).until(() -> {
            long now = given.get();
            return now > 0 && now == last.getAndSet(now);
        });
        long whilePaused = given.get() * message.length;
        assertThat(whilePaused).as("bytes taken from the query").isLessThan(4 << 20);
        assertThat(committing).isNotDone();

        server.resume();
        committing.get(60, TimeUnit.SECONDS);
        assertThat(given).hasValue(count);
        assertThat(server.committed()).hasSize(1);
    }
}
