package io.mist.server.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.config.ConfigReader;
import io.mist.server.config.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkerHealthTest {

    private static final Instant START =
            ProcessHandle.current().info().startInstant().orElseThrow();
    private static final long NO_PROCESS = Long.MAX_VALUE;

    private final List<ToWorker> received = new ArrayList<>();
    private final Consumer<ToWorker> stream = received::add;
    private final WorkerHealth health = health();

    private static WorkerHealth health() {
        ServerConfig config = ConfigReader.read(
                null,
                Map.of(
                        "mist.workers.heartbeat", "1 second",
                        "mist.workers.reconnect-window", "1 minute",
                        "mist.context-defaults.idle-timeout", "10 minutes"));
        return new WorkerHealth(config.allContexts(), config.workers());
    }

    /** Nothing is sent to a process here, and none is killed. */
    private static WorkerHandle adopted(long pid) {
        return WorkerHandle.adopted(
                new WorkerStore.Stored("w1", "default", Token.hash("t"), pid, Path.of("w1.log"), START), START);
    }

    private static WorkerHandle silent() {
        return adopted(ProcessHandle.current().pid());
    }

    private WorkerHandle ready() {
        WorkerHandle worker = silent();
        worker.connect(Hello.getDefaultInstance(), stream, START);
        return worker;
    }

    private Optional<Verdict> after(Duration time, WorkerHandle worker) {
        return health.judge(worker, START.plus(time));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void aReadyWorkerIsSilentWhenItHasMissedFourHeartbeats() {
        WorkerHandle worker = ready();

        assertThat(after(seconds(4), worker)).isEmpty();
        assertThat(after(Duration.ofMillis(4_001), worker)).contains(new Verdict.Silent());
    }

    @Test
    void aWorkerThatIsHeardIsNotSilent() {
        WorkerHandle worker = ready();

        assertThat(worker.hear(stream, START.plusSeconds(4))).isFalse();
        assertThat(after(seconds(8), worker)).isEmpty();
        worker.fallSilent(START.plusSeconds(9));
        assertThat(worker.hear(other -> {}, START.plusSeconds(10))).isFalse();
        assertThat(worker.hear(stream, START.plusSeconds(10))).isTrue();
    }

    @Test
    void aSilentWorkerIsKilledAfterTheReconnectWindow() {
        assertThat(after(seconds(60), silent())).isEmpty();
        assertThat(after(seconds(61), silent())).contains(new Verdict.Kill("nothing was heard of it for 61 s"));
    }

    @Test
    void aSilentWorkerWithoutAProcessIsGone() {
        assertThat(after(seconds(1), adopted(NO_PROCESS))).contains(new Verdict.Gone("its process is gone"));
    }

    @Test
    void aProcessThatStartedAtAnotherTimeIsNotTheWorkers() {
        WorkerHandle worker = WorkerHandle.adopted(
                new WorkerStore.Stored(
                        "w1",
                        "default",
                        Token.hash("t"),
                        ProcessHandle.current().pid(),
                        Path.of("w1.log"),
                        START.minus(Duration.ofDays(1))),
                START);

        assertThat(after(seconds(1), worker)).contains(new Verdict.Gone("its process is gone"));
    }

    @Test
    void aWorkerIsIdleAfterItsTimeoutWithoutRuns() {
        WorkerHandle worker = ready();
        worker.noteBusy(START.plus(Duration.ofMinutes(5)));
        worker.hear(stream, START.plus(Duration.ofMinutes(16)));

        assertThat(after(Duration.ofMinutes(15), worker)).isEmpty();
        assertThat(after(Duration.ofMinutes(16), worker)).contains(new Verdict.End("it was idle"));
    }

    @Test
    void aWorkerThatIsAskedToEndIsKilledIfItDoesNot() {
        WorkerHandle worker = ready();
        worker.end("it was idle", START);

        assertThat(received).allMatch(ToWorker::hasShutdown).hasSize(1);
        assertThat(worker.isUsable()).isFalse();
        assertThat(after(seconds(10), worker)).isEmpty();
        assertThat(after(seconds(11), worker)).contains(new Verdict.Kill("it was idle"));
    }

    @Test
    void aKilledWorkerOfTheServerBeforeIsGoneAsNobodyReportsItsEnd() {
        WorkerHandle worker = adopted(NO_PROCESS);
        worker.kill("nothing was heard of it for 61 s");

        assertThat(after(seconds(1), worker)).contains(new Verdict.Gone("nothing was heard of it for 61 s"));
    }

    @Test
    void messagesForASilentWorkerAreKeptUpToABoundAndSentOnce() {
        WorkerHandle worker = silent();
        int held = 0;
        while (worker.hold(ToWorker.getDefaultInstance())) {
            held++;
        }
        assertThat(held).isEqualTo(100);

        worker.connect(Hello.getDefaultInstance(), stream, START);
        worker.sendHeld();
        worker.sendHeld();

        assertThat(received).hasSize(100);
        assertThat(worker.hold(ToWorker.getDefaultInstance())).isFalse();
    }
}
