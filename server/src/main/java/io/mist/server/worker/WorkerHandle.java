package io.mist.server.worker;

import io.mist.protocol.MistException;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.link.ControlMessages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One worker as the server sees it: its process and its control stream. Confined to the dispatcher's thread. */
public final class WorkerHandle {

    /** Further messages are rejected, and the worker counts as away. */
    private static final int MAX_HELD = 100;

    private static final Duration START_SKEW = Duration.ofSeconds(60);

    private final WorkerStore.Stored stored;
    private final @Nullable Process process;
    private final Deque<ToWorker> held = new ArrayDeque<>();
    private WorkerState state;
    private Instant since;
    private Instant idleSince;
    private Instant lastHeard;
    private boolean isKilled;
    private @Nullable Hello hello;
    private @Nullable Consumer<ToWorker> stream;
    /** Why it ends by our will, if it does. */
    private @Nullable String ending;

    private WorkerHandle(WorkerStore.Stored stored, @Nullable Process process, WorkerState state, Instant now) {
        this.stored = stored;
        this.process = process;
        this.state = state;
        this.since = now;
        this.idleSince = now;
        this.lastHeard = now;
    }

    static WorkerHandle launched(WorkerStore.Stored stored, Process process, Instant now) {
        return new WorkerHandle(stored, process, WorkerState.STARTING, now);
    }

    /** A worker of the server before, which may come back. */
    static WorkerHandle adopted(WorkerStore.Stored stored, Instant now) {
        return new WorkerHandle(stored, null, WorkerState.SILENT, now);
    }

    // ---- what it is

    public String id() {
        return stored.id();
    }

    public String context() {
        return stored.context();
    }

    Path log() {
        return stored.log();
    }

    public WorkerState state() {
        return state;
    }

    Instant since() {
        return since;
    }

    Instant idleSince() {
        return idleSince;
    }

    Instant lastHeard() {
        return lastHeard;
    }

    Optional<String> ending() {
        return Optional.ofNullable(ending);
    }

    boolean isKilled() {
        return isKilled;
    }

    /** Whether this server has launched it. */
    boolean isChild() {
        return process != null;
    }

    boolean hasToken(String token) {
        return stored.tokenHash().equals(Token.hash(token));
    }

    /** Whether it takes runs, now or when it is back. */
    public boolean isUsable() {
        return state != WorkerState.DEAD && ending == null;
    }

    /** Whether it may host runs, as it has dialled. */
    public boolean hasDialled() {
        return state != WorkerState.STARTING;
    }

    public boolean isConnected() {
        return stream != null;
    }

    /** Whether it has dialled and hung up: it may be on its way back, or have ended. */
    public boolean isAway() {
        return state == WorkerState.SILENT && stream == null;
    }

    public WorkerStatus status() {
        Optional<Hello> greeting = Optional.ofNullable(hello);
        return new WorkerStatus(
                id(),
                context(),
                state,
                stored.pid(),
                greeting.map(Hello::getSparkVersion),
                greeting.map(Hello::getWebUi).filter(address -> !address.isEmpty()),
                stored.started(),
                log());
    }

    // ---- its stream

    public void connect(Hello greeting, Consumer<ToWorker> to, Instant now) {
        hello = greeting;
        stream = to;
        lastHeard = now;
        become(WorkerState.READY, now);
    }

    /** @return whether the worker was silent before */
    public boolean hear(Consumer<ToWorker> from, Instant now) {
        if (stream != from) {
            return false;
        }
        lastHeard = now;
        return state == WorkerState.SILENT && become(WorkerState.READY, now);
    }

    /** @return whether the worker is silent now and was not before */
    public boolean disconnect(Consumer<ToWorker> from, Instant now) {
        if (stream != from) {
            return false;
        }
        stream = null;
        return state == WorkerState.READY && become(WorkerState.SILENT, now);
    }

    public void fallSilent(Instant now) {
        become(WorkerState.SILENT, now);
    }

    /** @return false if there is no stream */
    public boolean send(ToWorker message) {
        Consumer<ToWorker> current = stream;
        if (current == null) {
            return false;
        }
        current.accept(message);
        return true;
    }

    /**
     * Keeps a message for a silent worker until it is back.
     *
     * @return false if it is not silent, or if {@value #MAX_HELD} messages are kept
     */
    public boolean hold(ToWorker message) {
        return state == WorkerState.SILENT && held.size() < MAX_HELD && held.add(message);
    }

    public void sendHeld() {
        while (!held.isEmpty()) {
            send(held.removeFirst());
        }
    }

    // ---- its process

    public void noteBusy(Instant now) {
        idleSince = now;
    }

    /** Asks it to end; one that does not is killed. */
    public void end(String why, Instant now) {
        if (ending != null) {
            return;
        }
        exit(why, now);
        if (!send(ControlMessages.shutdown(why))) {
            processHandle().ifPresent(ProcessHandle::destroy);
        }
    }

    /** Its JVM shuts down: it still answers, but what is sent to it now ends with it. */
    public void exit(String why, Instant now) {
        ending = why;
        since = now;
    }

    public void kill(String why) {
        ending = why;
        isKilled = true;
        processHandle().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Calls back on a thread of the JVM when the process ends, if this server has launched it. */
    public void onExit(Consumer<String> listener) {
        Process child = process;
        if (child != null) {
            child.onExit().thenAccept(ended -> listener.accept("it ended with exit code " + ended.exitValue()));
        }
    }

    /** Whether it got so far that its runs may have run. */
    public boolean wasReady() {
        return hello != null || process == null;
    }

    /** Returns the reason that its end gives to its runs. */
    public MistException loss(String how) {
        if (ending != null) {
            return MistException.resources("worker-killed", "its worker was ended: " + ending);
        }
        if (wasReady()) {
            return MistException.resources("worker-lost", "its worker was lost: " + how + " (log: " + log() + ")");
        }
        String words = WorkerLog.lastWords(log()).map(line -> ": " + line).orElse("");
        return MistException.resources(
                "worker-failed",
                "the worker of context '" + context() + "' could not start, " + how + words + " (log: " + log() + ")");
    }

    void die(Instant now) {
        stream = null;
        become(WorkerState.DEAD, now);
    }

    boolean isProcessAlive() {
        return processHandle().map(ProcessHandle::isAlive).orElse(false);
    }

    Optional<ProcessHandle> processHandle() {
        return process != null
                ? Optional.of(process.toHandle())
                : ProcessHandle.of(stored.pid()).filter(this::isOurs);
    }

    /** A pid may have been given to another program since. */
    private boolean isOurs(ProcessHandle handle) {
        return handle.info()
                .startInstant()
                .map(start -> Duration.between(stored.started(), start).abs().compareTo(START_SKEW) < 0)
                .orElse(true);
    }

    private boolean become(WorkerState next, Instant now) {
        state = next;
        since = now;
        return true;
    }
}
