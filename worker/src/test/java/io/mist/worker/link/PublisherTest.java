package io.mist.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.MistException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PublisherTest {

    private final TestServer server = new TestServer();
    private final Publisher publisher = publisher(Duration.ofSeconds(60));

    private Publisher publisher(Duration patience) {
        return new Publisher(new Destination(server.address(), "w1", "token", patience), "r1", 1, "alerts", "alerts");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private StoredPart part(long epoch, int partition, long task, String... messages) throws InterruptedException {
        PartStream part = publisher.part(epoch, partition, task);
        for (String message : messages) {
            part.add(bytes(message));
        }
        return part.end();
    }

    @Test
    void theWinningPartsAreInTheLogInTheOrderOfTheirPartitionsWhenTheCommitReturns() throws Exception {
        StoredPart second = part(7, 1, 101, "c");
        StoredPart first = part(7, 0, 100, "a", "b");
        part(7, 1, 102, "lost");
        StoredPart none = part(7, 2, 103);
        assertThat(server.committed()).isEmpty();

        publisher.commit(7, 2, List.of(second, none, first));

        assertThat(server.committed()).containsExactly("7/2: a,b,c");
        assertThat(none).isEqualTo(new StoredPart(2, 103, 0));
    }

    @Test
    void anEpochWithoutMessagesNeedsNoServer() throws Exception {
        publisher.commit(7, 2, List.of(part(7, 0, 1), part(7, 1, 2)));

        assertThat(server.publications()).isZero();
        assertThat(server.committed()).isEmpty();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsRepeatedAndCountsOnce() throws Exception {
        StoredPart part = part(7, 0, 100, "a");
        server.breakAfterCommits(2);

        publisher.commit(7, 1, List.of(part));
        publisher.of("send.1").send(0, 1, bytes("single"));
        server.breakAfterCommits(1);
        publisher.of("send.1").send(1, 1, bytes("another"));

        assertThat(server.committed()).containsExactly("7/1: a", "send.1/0: single", "send.1/1: another");
    }

    @Test
    void aPartWaitsForAServerThatIsAwayAndResumesWhereItLeftOff() throws Exception {
        String large = "x".repeat(300 << 10);
        PartStream part = publisher.part(7, 0, 100);
        part.add(bytes(large + 1));
        part.add(bytes(large + 2));
        await().until(() -> server.frames() == 2);
        server.stop();

        CompletableFuture<Void> committing = CompletableFuture.runAsync(() -> {
            try {
                part.add(bytes(large + 3));
                part.add(bytes("last"));
                publisher.commit(7, 1, List.of(part.end()));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(() -> committing.get(1, TimeUnit.SECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        server.start();

        committing.get(60, TimeUnit.SECONDS);
        assertThat(server.frames()).isEqualTo(4);
        assertThat(server.committed())
                .containsExactly("7/1: " + String.join(",", large + 1, large + 2, large + 3, "last"));
    }

    @Test
    void aServerThatStaysAwayFailsTheTaskAndTheCommit() {
        server.stop();
        try {
            Publisher impatient = publisher(Duration.ofMillis(500));
            PartStream part = impatient.part(7, 3, 100);
            assertThatThrownBy(() -> {
                        part.add(bytes("a"));
                        part.end();
                    })
                    .isInstanceOfSatisfying(
                            MistException.class, e -> assertThat(e.code()).isEqualTo("server-away"))
                    .hasMessage("partition 3 of epoch 7 of output 'alerts' was not taken: the server has been away for"
                            + " 0 s");
            assertThatThrownBy(() -> impatient.commit(7, 1, List.of(new StoredPart(3, 100, 1))))
                    .hasMessageStartingWith("epoch 7 of output 'alerts' was not taken");
        } finally {
            server.start();
        }
    }

    @Test
    void aServerThatHasLostWhatItHadTakenFailsTheTaskSoThatItIsRunAgain() throws Exception {
        PartStream part = publisher.part(7, 0, 100);
        for (int i = 0; i < 20; i++) {
            part.add(bytes("x".repeat(256 << 10)));
        }
        server.stop();
        server.loseParts();
        server.start();

        assertThatThrownBy(part::end)
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("part-lost"));
    }

    @Test
    void aRejectionRaisesTheServersError() throws Exception {
        server.rejectPart(MistException.resources("output-too-large", "too large (mist.outputs.max-epoch-bytes)"));
        assertThatThrownBy(() -> part(7, 0, 100, "a"))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("output-too-large"))
                .hasMessage("too large (mist.outputs.max-epoch-bytes)");

        StoredPart part = part(7, 0, 101, "a");
        server.reject(MistException.resources("part-missing", "it is gone"));
        assertThatThrownBy(() -> publisher.commit(7, 1, List.of(part))).hasMessage("it is gone");
    }

    @Test
    void aTaskThatIsGivenUpNotifiesTheServer() throws Exception {
        PartStream part = publisher.part(7, 0, 100);
        part.add(bytes("x".repeat(300 << 10)));

        part.discard();

        await().until(() -> server.discarded() == 1 && server.staged() == 0);
    }

    @Test
    void aTaskThatIsInterruptedStopsWaiting() throws Exception {
        server.pause();
        AtomicInteger stopped = new AtomicInteger();
        Thread sending = new Thread(() -> {
            assertThatThrownBy(() -> part(7, 0, 100, "a")).isInstanceOf(InterruptedException.class);
            stopped.incrementAndGet();
        });
        sending.start();
        await().until(() -> server.publications() == 1);
        sending.interrupt();
        sending.join();

        assertThat(stopped).hasValue(1);
    }

    @Test
    void aServerThatTakesNoMoreMakesTheTaskWaitWithLittleInMemory() throws Exception {
        byte[] message = bytes("x".repeat(64 << 10));
        int count = 1_000;
        AtomicLong given = new AtomicLong();
        AtomicLong last = new AtomicLong();
        server.pause();
        CompletableFuture<StoredPart> sending = CompletableFuture.supplyAsync(() -> {
            PartStream part = publisher.part(7, 0, 100);
            try {
                for (int i = 0; i < count; i++) {
                    part.add(message);
                    given.incrementAndGet();
                }
                return part.end();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(30)).until(() -> {
            long now = given.get();
            return now > 0 && now == last.getAndSet(now);
        });
        assertThat(given.get() * message.length)
                .as("bytes taken from the query")
                .isLessThan(PartStream.WINDOW_BYTES + (1 << 20));
        assertThat(sending).isNotDone();

        server.resume();
        StoredPart part = sending.get(60, TimeUnit.SECONDS);
        assertThat(part.count()).isEqualTo(count);
    }
}
