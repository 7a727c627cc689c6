package io.mist.worker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.LogLines;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.Shutdown;
import io.mist.protocol.wire.ToWorker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ServerLinkTest {

    private final TestServer server = new TestServer();
    private final Handler handler = new Handler();
    private ServerLink link;

    /** Takes note. */
    private static final class Handler implements ServerLink.Handler {

        private final AtomicInteger connections = new AtomicInteger();
        private final List<ToWorker> received = new CopyOnWriteArrayList<>();
        private final List<Duration> orphaned = new CopyOnWriteArrayList<>();

        @Override
        public void connected(ServerLink again) {
            connections.incrementAndGet();
        }

        @Override
        public void received(ToWorker message) {
            received.add(message);
        }

        @Override
        public void orphaned(Duration away) {
            orphaned.add(away);
        }
    }

    private void open(Duration orphanAfter) {
        link = new ServerLink(
                server.address(),
                new Credentials("w1", "secret"),
                orphanAfter,
                () -> Hello.newBuilder().setWorker("w1").build(),
                handler);
        link.start();
    }

    private void connected(int times) {
        await().atMost(Duration.ofSeconds(30)).until(() -> handler.connections.get() == times);
    }

    private static FromWorker ended(String run) {
        return FromWorker.newBuilder()
                .setEnded(RunEnded.newBuilder().setRef(RunRef.newBuilder().setRun(run)))
                .build();
    }

    private List<String> ends() {
        return server.received().stream()
                .filter(FromWorker::hasEnded)
                .map(message -> message.getEnded().getRef().getRun())
                .toList();
    }

    private List<String> lines() {
        return server.received().stream()
                .filter(FromWorker::hasLog)
                .flatMap(message -> message.getLog().getLineList().stream())
                .toList();
    }

    private static LogLines line(String text) {
        return LogLines.newBuilder().setRun("r1").addLine(text).build();
    }

    @AfterEach
    void close() {
        link.close();
        server.close();
    }

    @Test
    void itSaysHelloWithItsTokenAndIsWelcomed() {
        open(Duration.ofMinutes(1));

        connected(1);
        assertThat(server.dialled()).containsExactly("w1/secret");
        assertThat(server.received().get(0).getHello().getWorker()).isEqualTo("w1");
        assertThat(handler.received.get(0).hasWelcome()).isTrue();
    }

    @Test
    void whatTheServerSaysIsHeard() {
        open(Duration.ofMinutes(1));
        connected(1);

        server.tell(ToWorker.newBuilder()
                .setShutdown(Shutdown.newBuilder().setReason("enough"))
                .build());

        await().until(() -> handler.received.size() == 2);
        assertThat(handler.received.get(1).getShutdown().getReason()).isEqualTo("enough");
    }

    @Test
    void logLinesComeBeforeTheEndThatFollowsThem() {
        open(Duration.ofMinutes(1));
        connected(1);

        link.log(line("the last words"));
        link.send(ended("r1"));

        await().until(() -> ends().size() == 1);
        assertThat(lines()).containsExactly("the last words");
        assertThat(server.received().get(server.received().size() - 1).hasEnded())
                .isTrue();
    }

    @Test
    void whatIsSaidBeforeTheServerIsThereIsSentWhenItComes() {
        server.stop();
        open(Duration.ofMinutes(1));
        link.log(line("early"));
        link.send(ended("r1"));

        server.start();

        await().atMost(Duration.ofSeconds(30)).until(() -> ends().equals(List.of("r1")));
        assertThat(lines()).containsExactly("early");
    }

    /** What was given to the broken stream is lost with it: its sender repeats it when the server is back. */
    @Test
    void itDialsAgainWhenTheServerWasRestarted() {
        open(Duration.ofMinutes(1));
        connected(1);

        server.stop();
        server.start();
        connected(2);
        link.send(ended("r1"));

        await().atMost(Duration.ofSeconds(30)).until(() -> ends().equals(List.of("r1")));
        assertThat(server.received().stream().filter(FromWorker::hasHello)).hasSize(2);
    }

    @Test
    void ofLogLinesThatWaitTheOldestGoFirstWhenThereAreTooMany() {
        server.stop();
        server.setHeartbeat(Duration.ofMinutes(1));
        open(Duration.ofMinutes(1));
        for (int i = 0; i < 12_000; i++) {
            link.log(line("line " + i));
        }
        link.send(ended("r1"));
        server.start();

        await().atMost(Duration.ofSeconds(60)).until(() -> lines().size() >= 10_000);
        assertThat(lines()).hasSize(10_000).startsWith("line 2000").endsWith("line 11999");
    }

    @Test
    void itBeatsForAsLongAsTheServerAnswers() {
        open(Duration.ofMinutes(1));

        await().atMost(Duration.ofSeconds(30))
                .until(() -> server.received().stream()
                                .filter(FromWorker::hasHeartbeat)
                                .count()
                        >= 1);
    }

    @Test
    void aServerThatSaysNothingIsDialledAgain() {
        open(Duration.ofMinutes(1));
        connected(1);

        // The worker gives the server four times the second of its welcome.
        connected(2);

        assertThat(server.dialled()).hasSize(2);
    }

    @Test
    void withoutAServerForTooLongItIsAnOrphan() {
        server.stop();
        open(Duration.ofSeconds(1));

        await().atMost(Duration.ofSeconds(30)).until(() -> handler.orphaned.size() == 1);
        assertThat(handler.orphaned.get(0)).isGreaterThan(Duration.ofSeconds(1));
        server.start();
    }

    @Test
    void aServerThatComesBackInTimeMakesNoOrphan() {
        open(Duration.ofSeconds(20));
        connected(1);
        server.stop();
        server.start();

        connected(2);

        assertThat(handler.orphaned).isEmpty();
    }

    @Test
    void closingSendsWhatWaitsAndReturnsSoon() {
        open(Duration.ofMinutes(1));
        connected(1);
        long before = System.nanoTime();

        link.send(ended("r1"));
        link.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
        await().until(() -> ends().equals(List.of("r1")));
        link.send(ended("r2"));
    }
}
