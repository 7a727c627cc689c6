package io.mist.server.pool;

import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.ToWorker;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One worker as the pool sees it; confined to the pool's thread. */
final class WorkerHandle {

    enum State {
        STARTING,
        READY,
        /** Its stream is gone, or nothing comes on it; it may come back. */
        SILENT,
        DEAD
    }

    final String id;
    final String context;
    final String tokenHash;
    final Path log;
    final Instant started;
    final @Nullable Process process;
    final long pid;

    /** More are refused: whoever asks is told that the worker is away. */
    private static final int MAX_HELD = 100;

    private final Deque<ToWorker> held = new ArrayDeque<>();
    State state = State.STARTING;
    Instant since;

    @Nullable
    Hello hello;

    @Nullable
    Consumer<ToWorker> stream;
    /** Why it is being ended by us, if it is. */
    @Nullable
    String ending;

    Instant idleSince;
    Instant lastHeard;

    WorkerHandle(WorkerStore.Stored stored, @Nullable Process process, Instant now) {
        this.id = stored.id();
        this.context = stored.context();
        this.tokenHash = stored.tokenHash();
        this.log = stored.log();
        this.started = stored.started();
        this.pid = stored.pid();
        this.process = process;
        this.since = now;
        this.idleSince = now;
        this.lastHeard = now;
    }

    boolean isUsable() {
        return state != State.DEAD && ending == null;
    }

    boolean isProcessAlive() {
        return processHandle().map(ProcessHandle::isAlive).orElse(false);
    }

    Optional<ProcessHandle> processHandle() {
        return process != null
                ? Optional.of(process.toHandle())
                : ProcessHandle.of(pid).filter(this::isOurs);
    }

    /** A pid may have been given to another program since. */
    private boolean isOurs(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(start -> Duration.between(started, start).abs().compareTo(Duration.ofSeconds(60)) < 0)
                .orElse(true);
    }

    /** For a worker that is silent and may come back: sent when it does. */
    boolean hold(ToWorker message) {
        return state == State.SILENT && held.size() < MAX_HELD && held.add(message);
    }

    void sendHeld() {
        while (!held.isEmpty()) {
            send(held.removeFirst());
        }
    }

    boolean send(ToWorker message) {
        Consumer<ToWorker> current = stream;
        if (current == null) {
            return false;
        }
        current.accept(message);
        return true;
    }

    void become(State next, Instant now) {
        state = next;
        since = now;
    }
}
