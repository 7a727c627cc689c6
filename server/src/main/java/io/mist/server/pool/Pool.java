package io.mist.server.pool;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.Failures;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.CancelRun;
import io.mist.protocol.wire.EndedStored;
import io.mist.protocol.wire.Failure;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.Shutdown;
import io.mist.protocol.wire.StartInput;
import io.mist.protocol.wire.StartRun;
import io.mist.protocol.wire.ToWorker;
import io.mist.protocol.wire.Welcome;
import io.mist.server.config.ContextConfig;
import io.mist.server.config.ServerConfig;
import io.mist.server.config.WorkerMode;
import io.mist.server.gate.ContextView;
import io.mist.server.gate.WorkerView;
import io.mist.server.run.Reason;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings queued runs to workers and takes note of what becomes of them. Everything it knows is confined to its one
 * thread, {@code mist-pool}; callers post to it.
 */
public final class Pool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);
    private static final long TICK_MILLIS = 100;
    private static final Duration CALL_WAIT = Duration.ofSeconds(30);
    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration STOP_WAIT = Duration.ofSeconds(10);
    /** What a worker says of its runs when its JVM is shutting down. */
    private static final Set<String> EXITS = Set.of("job-exited", "worker-exited");

    private final ServerConfig config;
    private final Runs runs;
    private final LiveSource live;
    private final WorkerStore store;
    private final Launcher launcher;
    private final Path workDirectory;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, WorkerHandle> workers = new LinkedHashMap<>();
    private final Map<String, Queue> queues = new LinkedHashMap<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mist-pool"));
    /** Active runs that something happens to when their time has come. */
    private final Set<String> timed = new LinkedHashSet<>();

    private @Nullable ScheduledFuture<?> ticking;
    private boolean closing;

    /** The live values that a run starts with. */
    @FunctionalInterface
    public interface LiveSource {
        Values of(String run);

        record Values(long version, com.fasterxml.jackson.databind.node.ObjectNode values) {}
    }

    /** What waits and what goes on in one context. */
    private static final class Queue {
        final Deque<String> waiting = new ArrayDeque<>();
        final Set<String> active = new LinkedHashSet<>();
    }

    public Pool(ServerConfig config, Runs runs, LiveSource live, Jdbi jdbi, Launcher launcher, Path workDirectory) {
        this.config = config;
        this.runs = runs;
        this.live = live;
        this.store = new WorkerStore(jdbi);
        this.launcher = launcher;
        this.workDirectory = workDirectory;
    }

    /** Takes up what an earlier server has left: its workers, and the runs that have not ended. */
    public void start() {
        runs.onChange(run -> post(() -> note(run)));
        call(() -> {
            for (WorkerStore.Stored stored : store.all()) {
                WorkerHandle worker = new WorkerHandle(stored, null, runs.now());
                worker.become(WorkerHandle.State.SILENT, runs.now());
                workers.put(worker.id, worker);
            }
            for (Run run : runs.active()) {
                Queue queue = queue(run.plan().namespace());
                if (run.state() instanceof RunState.Queued) {
                    queue.waiting.add(run.id());
                } else {
                    queue.active.add(run.id());
                }
                note(run);
            }
            workers.values().stream()
                    .filter(worker -> !worker.isProcessAlive())
                    .toList()
                    .forEach(worker -> dead(worker, "it ended while the server was away"));
            adoptOrphans();
            List.copyOf(queues.keySet()).forEach(this::pump);
            return true;
        });
    }

    private void note(Run run) {
        if (run.state() instanceof RunState.Restarting || run.state() instanceof RunState.Cancelling) {
            timed.add(run.id());
        } else {
            timed.remove(run.id());
        }
    }

    /** Runs whose worker nobody knows any more. */
    private void adoptOrphans() {
        for (Run run : runs.active()) {
            String worker = run.state().workerOrNull();
            if (worker != null && !workers.containsKey(worker)) {
                lost(run, MistException.resources("worker-lost", "its worker ended while the server was away"));
            }
        }
    }

    // ---- what the server's other parts ask for

    /** @throws MistException of kind resources, code {@code queue-full} */
    public void requireRoom(String context) {
        int most = config.context(context).maxQueuedRuns();
        int parallel = config.context(context).maxParallelRuns();
        int waiting = call(() -> {
            Queue queue = queue(context);
            boolean isFull = queue.active.size() + queue.waiting.size() >= (long) parallel + most;
            return isFull ? queue.waiting.size() : -1;
        });
        if (waiting >= 0) {
            throw MistException.resources(
                    "queue-full",
                    "context '" + context + "' has " + waiting + " runs waiting (at most " + most
                            + ", max-queued-runs); try again later");
        }
    }

    public void submit(Run run) {
        post(() -> {
            queue(run.plan().namespace()).waiting.add(run.id());
            pump(run.plan().namespace());
        });
    }

    /** Asks a run to stop. It ends for certain: by itself, interrupted, or with its worker. */
    public Run cancel(String id, String by) {
        return call(() -> {
            Reason reason = new Reason(ErrorKind.CALLER, "cancelled", "cancelled by " + by, List.of());
            Run run = runs.require(id);
            ContextConfig context = config.context(run.plan().namespace());
            Duration grace = context.cancelGrace().plus(context.interruptGrace());
            Run after = runs.change(
                    id,
                    seen -> seen.state().hasEnded() || seen.state() instanceof RunState.Cancelling
                            ? null
                            : cancelled(seen, reason, grace));
            if (after.state().hasEnded()) {
                leave(after);
                endOwn(run.plan().namespace(), run.state().workerOrNull());
            } else if (after.state() instanceof RunState.Cancelling cancelling) {
                WorkerHandle worker = workers.get(cancelling.worker());
                if (worker != null) {
                    worker.send(ToWorker.newBuilder()
                            .setCancel(CancelRun.newBuilder()
                                    .setRef(ref(after))
                                    .setGraceMillis(context.cancelGrace().toMillis()))
                            .build());
                }
            }
            return after;
        });
    }

    private RunState cancelled(Run run, Reason reason, Duration grace) {
        String id = run.state().workerOrNull();
        WorkerHandle worker = id == null ? null : workers.get(id);
        boolean reached = worker != null && worker.state != WorkerHandle.State.STARTING;
        return worker != null && reached
                ? new RunState.Cancelling(worker.id, runs.now().plus(grace), runs.now())
                : new RunState.Cancelled(reason, runs.now());
    }

    /**
     * Sends to the worker that a run is on; false if it cannot be reached now. A question about live values waits for a
     * worker that is silent, as all are for a moment after a restart of the server; whoever asks waits within a bound.
     */
    public boolean sendTo(Run run, ToWorker message) {
        String id = run.state().workerOrNull();
        return id != null
                && call(() -> {
                    WorkerHandle worker = workers.get(id);
                    boolean ready = worker != null && worker.state == WorkerHandle.State.READY;
                    return worker != null
                            && (ready ? worker.send(message) : message.hasCheckLive() && worker.hold(message));
                });
    }

    public List<WorkerView> workers() {
        return call(() -> workers.values().stream().map(this::view).toList());
    }

    private WorkerView view(WorkerHandle worker) {
        Hello hello = worker.hello;
        return new WorkerView(
                worker.id,
                worker.context,
                worker.state.name().toLowerCase(java.util.Locale.ROOT),
                worker.pid,
                hello == null ? null : hello.getSparkVersion(),
                hello == null || hello.getWebUi().isEmpty() ? null : hello.getWebUi(),
                runsOn(worker).size(),
                worker.started,
                worker.log.toString());
    }

    public List<ContextView> contexts() {
        return call(() -> {
            Set<String> names = new java.util.TreeSet<>(config.contexts().keySet());
            names.addAll(queues.keySet());
            names.add("default");
            return names.stream()
                    .map(name -> {
                        Queue queue = queue(name);
                        int most = config.context(name).maxParallelRuns();
                        return new ContextView(name, most, queue.active.size(), queue.waiting.size());
                    })
                    .toList();
        });
    }

    // ---- what workers say

    /** Whether this is the token that the worker was started with. */
    public boolean isWorker(String id, String token) {
        return call(() -> {
            WorkerHandle worker = workers.get(id);
            return worker != null && worker.tokenHash.equals(WorkerStore.hash(token));
        });
    }

    /** A worker has dialled, for the first time or again. */
    public void connected(String id, Hello hello, Consumer<ToWorker> stream) {
        post(() -> {
            WorkerHandle worker = workers.get(id);
            if (worker == null || worker.ending != null) {
                stream.accept(shutdown("this server does not need it any more"));
                return;
            }
            LOG.info(
                    "Worker {} of context {} is {} (Spark {}, pid {})",
                    id,
                    worker.context,
                    worker.state == WorkerHandle.State.STARTING ? "ready" : "back",
                    hello.getSparkVersion(),
                    hello.getPid());
            worker.hello = hello;
            worker.stream = stream;
            worker.lastHeard = runs.now();
            worker.become(WorkerHandle.State.READY, runs.now());
            Welcome.Builder welcome = Welcome.newBuilder()
                    .setHeartbeatSeconds((int) config.workers().heartbeat().toSeconds());
            hello.getHostedList().stream().filter(ref -> !isWanted(id, ref)).forEach(welcome::addUnwanted);
            stream.accept(ToWorker.newBuilder().setWelcome(welcome).build());
            bringUpToDate(worker, hello);
            worker.sendHeld();
        });
    }

    private boolean isWanted(String worker, RunRef ref) {
        return runs.find(ref.getRun())
                .filter(run -> run.isOn(worker) && run.attempt() == ref.getAttempt())
                .isPresent();
    }

    /** Starts what the worker does not have yet, and what came to nothing while it was away. */
    private void bringUpToDate(WorkerHandle worker, Hello hello) {
        for (Run run : runsOn(worker)) {
            boolean hosted = hello.getHostedList().contains(ref(run));
            if (run.state() instanceof RunState.Starting && !hosted) {
                send(worker, run);
            } else if (!hosted) {
                lost(run, MistException.resources("worker-lost", "its worker came back without it"));
            } else if (run.state() instanceof RunState.Cancelling) {
                worker.send(ToWorker.newBuilder()
                        .setCancel(CancelRun.newBuilder().setRef(ref(run)).setGraceMillis(1_000))
                        .build());
            } else {
                worker.send(liveValues(run));
            }
        }
        pump(worker.context);
    }

    private ToWorker liveValues(Run run) {
        LiveSource.Values values = live.of(run.id());
        return ToWorker.newBuilder()
                .setChangeLive(io.mist.protocol.wire.ChangeLive.newBuilder()
                        .setRun(run.id())
                        .setVersion(values.version())
                        .setLive(Json.write(values.values())))
                .build();
    }

    /** A worker has said something on its stream. */
    public void heard(String id, Consumer<ToWorker> stream) {
        post(() -> {
            WorkerHandle worker = workers.get(id);
            if (worker != null && worker.stream == stream) {
                worker.lastHeard = runs.now();
                if (worker.state == WorkerHandle.State.SILENT) {
                    worker.become(WorkerHandle.State.READY, runs.now());
                    LOG.info("Worker {} of context {} is heard again", id, worker.context);
                }
            }
        });
    }

    public void disconnected(String id, Consumer<ToWorker> stream) {
        post(() -> {
            WorkerHandle worker = workers.get(id);
            if (worker != null && worker.stream == stream) {
                worker.stream = null;
                if (worker.state == WorkerHandle.State.READY) {
                    worker.become(WorkerHandle.State.SILENT, runs.now());
                    LOG.warn("Worker {} of context {} has gone silent", id, worker.context);
                }
            }
        });
    }

    public void running(String worker, RunRef ref) {
        post(() -> runs.change(
                ref.getRun(),
                run -> isCurrent(run, worker, ref) && run.state() instanceof RunState.Starting
                        ? new RunState.Running(worker, runs.now())
                        : null));
    }

    public void ended(String worker, RunEnded end) {
        post(() -> {
            WorkerHandle handle = workers.get(worker);
            if (handle != null && EXITS.contains(end.getFailure().getCode())) {
                // It still answers while its JVM shuts down, but what is sent to it now would end with it.
                handle.ending = end.getFailure().getMessage();
            }
            Optional<Run> known = runs.find(end.getRef().getRun());
            known.filter(run -> isCurrent(run, worker, end.getRef())).ifPresent(run -> ended(run, end));
            if (handle != null) {
                handle.send(ToWorker.newBuilder()
                        .setEndedStored(EndedStored.newBuilder().setRef(end.getRef()))
                        .build());
            }
        });
    }

    private static boolean isCurrent(Run run, String worker, RunRef ref) {
        return run.isOn(worker) && run.attempt() == ref.getAttempt();
    }

    private void ended(Run run, RunEnded end) {
        switch (end.getOutcomeCase()) {
            case RESULT -> finish(run, new RunState.Succeeded(Json.parse(end.getResult()), runs.now()));
            case CANCELLED -> finish(run, new RunState.Cancelled(cancelReason(run), runs.now()));
            case FAILURE -> failed(run, Failures.fromWire(end.getFailure()), end.getFailure());
            case OUTCOME_NOT_SET ->
                failed(
                        run,
                        MistException.of(ErrorKind.INTERNAL, "internal", "the worker reported no outcome"),
                        Failure.getDefaultInstance());
        }
    }

    private static Reason cancelReason(Run run) {
        return new Reason(ErrorKind.CALLER, "cancelled", "run " + run.id() + " was cancelled", List.of());
    }

    private void failed(Run run, MistException error, Failure failure) {
        boolean restartable = failure.getRestartable() && run.plan().contract().kind() == JobKind.STREAM;
        finish(run, restartable ? restartOrFail(run, error) : new RunState.Failed(Reason.of(error), runs.now()));
    }

    // ---- ends and restarts

    private RunState restartOrFail(Run run, MistException error) {
        Instant now = runs.now();
        int used = restartsUsed(run, now);
        if (used >= run.plan().restart().maxRestarts()) {
            String message = used == 0 ? error.text() : error.text() + " (after " + used + " restarts)";
            return new RunState.Failed(new Reason(error.kind(), error.code(), message, error.problems()), now);
        }
        Duration pause = run.plan().restart().pause(used);
        return new RunState.Restarting(Reason.of(error), now.plus(pause), used, now);
    }

    /** The budget is whole again after a healthy time. */
    private int restartsUsed(Run run, Instant now) {
        boolean healthy = run.state() instanceof RunState.Running running
                && Duration.between(running.since(), now)
                                .compareTo(run.plan().restart().healthyAfter())
                        >= 0;
        return healthy ? 0 : run.restarts();
    }

    private void finish(Run run, RunState next) {
        RunState wanted = run.state() instanceof RunState.Cancelling && !(next instanceof RunState.Succeeded)
                ? new RunState.Cancelled(cancelReason(run), runs.now())
                : next;
        String worker = run.state().workerOrNull();
        Run after = runs.change(run.id(), seen -> seen.state().hasEnded() ? null : wanted);
        leave(after);
        endOwn(run.plan().namespace(), worker);
    }

    /** A run that leaves an exclusive worker leaves it nothing to do. */
    private void endOwn(String context, @Nullable String id) {
        WorkerHandle worker = id == null ? null : workers.get(id);
        if (worker != null && config.context(context).workerMode() == WorkerMode.EXCLUSIVE) {
            end(worker, "its run has ended");
        }
    }

    /** Asks a worker to end; one that does not is killed. */
    private void end(WorkerHandle worker, String why) {
        if (worker.ending != null) {
            return;
        }
        worker.ending = why;
        worker.since = runs.now();
        if (!worker.send(shutdown(why))) {
            worker.processHandle().ifPresent(ProcessHandle::destroy);
        }
    }

    /** The run holds no place in its context any more, unless it will be restarted. */
    private void leave(Run run) {
        Queue queue = queue(run.plan().namespace());
        queue.waiting.remove(run.id());
        if (run.state().hasEnded()) {
            queue.active.remove(run.id());
        }
        pump(run.plan().namespace());
    }

    private void lost(Run run, MistException error) {
        lost(run, error, true);
    }

    /** @param couldRun false if its worker never got ready, which another attempt is unlikely to mend */
    private void lost(Run run, MistException error, boolean couldRun) {
        boolean restartable = run.plan().contract().kind() == JobKind.STREAM && (couldRun || run.attempt() > 1);
        finish(run, restartable ? restartOrFail(run, error) : new RunState.Failed(Reason.of(error), runs.now()));
    }

    // ---- workers

    private void pump(String context) {
        Queue queue = queue(context);
        while (!closing
                && !queue.waiting.isEmpty()
                && queue.active.size() < config.context(context).maxParallelRuns()) {
            String id = queue.waiting.removeFirst();
            queue.active.add(id);
            assign(id, context, 0);
        }
    }

    private void assign(String id, String context, int restarts) {
        try {
            WorkerHandle worker = worker(context);
            Run run = runs.find(id).orElseThrow();
            Run after = run.state() instanceof RunState.Restarting
                    ? runs.changeAttempt(id, seen -> starting(seen, worker), restarts)
                    : runs.change(id, seen -> starting(seen, worker));
            // A worker that has no stream yet, or none now, gets it when it dials.
            if (after.state() instanceof RunState.Starting && worker.stream != null) {
                send(worker, after);
            }
        } catch (RuntimeException e) {
            MistException error = e instanceof MistException known ? known : defect(id, e);
            queue(context).active.remove(id);
            runs.change(id, run -> run.state().hasEnded() ? null : new RunState.Failed(Reason.of(error), runs.now()));
            // Not at once: this may be the loop that does it.
            post(() -> pump(context));
        }
    }

    private static MistException defect(String run, RuntimeException e) {
        LOG.error("Run {} cannot be started", run, e);
        return MistException.internal("the run cannot be started because of a defect of Mist: " + e, e);
    }

    private @Nullable RunState starting(Run run, WorkerHandle worker) {
        boolean waits = run.state() instanceof RunState.Queued || run.state() instanceof RunState.Restarting;
        return waits ? new RunState.Starting(worker.id, runs.now()) : null;
    }

    private void send(WorkerHandle worker, Run run) {
        LiveSource.Values values = live.of(run.id());
        worker.send(ToWorker.newBuilder()
                .setStart(StartRun.newBuilder()
                        .setRun(run.id())
                        .setAttempt(run.attempt())
                        .setRoute(run.plan().route())
                        .setArtifactPath(run.plan().artifactPath())
                        .setClassName(run.plan().className())
                        .setParameters(Json.write(run.plan().parameters()))
                        .setLive(Json.write(values.values()))
                        .setLiveVersion(values.version())
                        .setDirectory(workDirectory.resolve(run.id()).toString())
                        .setTrigger(run.plan().trigger())
                        .addAllInput(inputs(run)))
                .build());
    }

    private static List<StartInput> inputs(Run run) {
        List<StartInput> inputs = new ArrayList<>();
        run.plan()
                .inputs()
                .forEach((channel, input) -> inputs.add(StartInput.newBuilder()
                        .setChannel(channel)
                        .setFrom(input.from())
                        .setMaxRowsPerBatch(input.maxRowsPerBatch())
                        .build()));
        return inputs;
    }

    private WorkerHandle worker(String context) {
        if (config.context(context).workerMode() == WorkerMode.EXCLUSIVE) {
            return launch(context);
        }
        return workers.values().stream()
                .filter(worker -> worker.context.equals(context) && worker.isUsable())
                .findFirst()
                .orElseGet(() -> launch(context));
    }

    private WorkerHandle launch(String context) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String token = HexFormat.of().formatHex(secret);
        String id = context + "-" + UUID.randomUUID().toString().substring(0, 8);
        Path log = config.dataDir().toAbsolutePath().resolve("logs/worker-" + id + ".log");
        Process process = launcher.launch(new WorkerSpec(id, context, config.context(context), token, log));
        WorkerStore.Stored stored =
                new WorkerStore.Stored(id, context, WorkerStore.hash(token), process.pid(), log, runs.now());
        store.insert(stored);
        WorkerHandle worker = new WorkerHandle(stored, process, runs.now());
        workers.put(id, worker);
        LOG.info("Starting worker {} of context {} (pid {}, log {})", id, context, process.pid(), log);
        process.onExit().thenAccept(ended -> post(() -> dead(worker, "it ended with exit code " + ended.exitValue())));
        return worker;
    }

    private List<Run> runsOn(WorkerHandle worker) {
        List<Run> found = new ArrayList<>();
        for (String id : queue(worker.context).active) {
            runs.find(id).filter(run -> run.isOn(worker.id)).ifPresent(found::add);
        }
        return found;
    }

    /** The process is gone, and with it what it hosted. */
    private void dead(WorkerHandle worker, String how) {
        if (worker.state == WorkerHandle.State.DEAD) {
            return;
        }
        boolean wasReady = worker.hello != null || worker.process == null;
        worker.become(WorkerHandle.State.DEAD, runs.now());
        worker.stream = null;
        workers.remove(worker.id);
        store.delete(worker.id);
        String ending = worker.ending;
        LOG.info("Worker {} of context {} is gone: {}", worker.id, worker.context, ending == null ? how : ending);
        for (Run run : runsOn(worker)) {
            lost(
                    run,
                    ending != null ? killed(ending) : wasReady ? died(worker, how) : notStarted(worker, how),
                    wasReady);
        }
        pump(worker.context);
    }

    private static MistException killed(String why) {
        return MistException.resources("worker-killed", "its worker was ended: " + why);
    }

    private static MistException died(WorkerHandle worker, String how) {
        return MistException.resources("worker-lost", "its worker was lost: " + how + " (log: " + worker.log + ")");
    }

    private static MistException notStarted(WorkerHandle worker, String how) {
        String words = WorkerLog.lastWords(worker.log).map(line -> ": " + line).orElse("");
        return MistException.resources(
                "worker-failed",
                "the worker of context '" + worker.context + "' could not start, " + how + words + " (log: "
                        + worker.log + ")");
    }

    private void kill(WorkerHandle worker, String why) {
        worker.ending = why;
        LOG.warn("Killing worker {} of context {}: {}", worker.id, worker.context, why);
        worker.processHandle().ifPresent(ProcessHandle::destroyForcibly);
        if (worker.process == null) {
            dead(worker, why);
        }
    }

    private static ToWorker shutdown(String reason) {
        return ToWorker.newBuilder()
                .setShutdown(Shutdown.newBuilder().setReason(reason))
                .build();
    }

    // ---- time

    /** Ticks while there is something that time changes: a server without workers sleeps. */
    private void tickWhileNeeded() {
        boolean isNeeded = !workers.isEmpty() || !timed.isEmpty();
        if (isNeeded && ticking == null) {
            try {
                ticking = thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("The pool is closing", e);
            }
        } else if (!isNeeded && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }

    private void tick() {
        try {
            Instant now = runs.now();
            new ArrayList<>(workers.values()).forEach(worker -> check(worker, now));
            new ArrayList<>(queues.entrySet()).forEach(entry -> check(entry.getKey(), entry.getValue(), now));
        } catch (RuntimeException e) {
            LOG.error("The pool's check failed; it is tried again", e);
        }
        tickWhileNeeded();
    }

    private void check(WorkerHandle worker, Instant now) {
        Duration in = Duration.between(worker.since, now);
        if (worker.state == WorkerHandle.State.STARTING
                && worker.ending == null
                && in.compareTo(config.context(worker.context).workerStartTimeout()) > 0) {
            kill(
                    worker,
                    "it was not ready within "
                            + config.context(worker.context)
                                    .workerStartTimeout()
                                    .toSeconds() + " s (worker-start-timeout); log: " + worker.log);
        } else if (worker.ending != null && in.compareTo(STOP_WAIT) > 0) {
            kill(worker, worker.ending);
        } else if (worker.state == WorkerHandle.State.SILENT && !worker.isProcessAlive()) {
            dead(worker, "its process is gone");
        } else if (worker.state == WorkerHandle.State.SILENT
                && in.compareTo(config.workers().reconnectWindow()) > 0) {
            kill(worker, "nothing was heard of it for " + in.toSeconds() + " s");
        } else if (worker.state == WorkerHandle.State.READY
                && Duration.between(worker.lastHeard, now)
                                .compareTo(config.workers().heartbeat().multipliedBy(MISSED_HEARTBEATS))
                        > 0) {
            // Its stream may stay open for long when the worker hangs or the network is cut.
            worker.become(WorkerHandle.State.SILENT, now);
            LOG.warn("Worker {} of context {} has missed {} heartbeats", worker.id, worker.context, MISSED_HEARTBEATS);
        } else {
            endIfIdle(worker, now);
        }
    }

    private void endIfIdle(WorkerHandle worker, Instant now) {
        if (!queue(worker.context).active.isEmpty()) {
            worker.idleSince = now;
            return;
        }
        Optional<Duration> limit = config.context(worker.context).idleTimeout();
        boolean idle =
                limit.isPresent() && Duration.between(worker.idleSince, now).compareTo(limit.get()) > 0;
        if (idle && worker.state == WorkerHandle.State.READY && worker.ending == null) {
            end(worker, "it was idle");
        }
    }

    private void check(String context, Queue queue, Instant now) {
        for (String id : List.copyOf(queue.active)) {
            if (!timed.contains(id)) {
                continue;
            }
            Run run = runs.require(id);
            if (run.state() instanceof RunState.Restarting restarting && !now.isBefore(restarting.notBefore())) {
                timed.remove(id);
                assign(id, context, restarting.restarts() + 1);
            } else if (run.state() instanceof RunState.Cancelling cancelling && now.isAfter(cancelling.deadline())) {
                timed.remove(id);
                Optional.ofNullable(workers.get(cancelling.worker()))
                        .ifPresentOrElse(
                                worker -> kill(worker, "run " + id + " did not stop when it was cancelled"),
                                () -> finish(run, new RunState.Cancelled(cancelReason(run), now)));
            }
        }
    }

    // ---- the thread

    private Queue queue(String context) {
        return queues.computeIfAbsent(context, ignored -> new Queue());
    }

    private static RunRef ref(Run run) {
        return RunRef.newBuilder().setRun(run.id()).setAttempt(run.attempt()).build();
    }

    private void post(Runnable task) {
        if (thread.isShutdown()) {
            return;
        }
        thread.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("The pool could not do what it was asked to", e);
            }
            tickWhileNeeded();
        });
    }

    private <T> T call(Callable<T> task) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                try {
                    answer.complete(task.call());
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
                tickWhileNeeded();
            });
        } catch (RejectedExecutionException e) {
            throw MistException.resources("busy", "the server is stopping").causedBy(e);
        }
        try {
            return answer.get(CALL_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw MistException.internal("the pool failed", e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MistException.resources("busy", "interrupted while waiting for the pool")
                    .causedBy(e);
        } catch (TimeoutException e) {
            throw MistException.resources("busy", "the pool did not answer within " + CALL_WAIT.toSeconds() + " s")
                    .causedBy(e);
        }
    }

    /** Workers run on and wait for the next server, unless they are to end with this one. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        List<ProcessHandle> ending = call(() -> {
            closing = true;
            return config.workers().stopOnExit() ? stopWorkers() : List.<ProcessHandle>of();
        });
        for (ProcessHandle process : ending) {
            try {
                process.onExit().get(STOP_WAIT.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<ProcessHandle> stopWorkers() {
        List<ProcessHandle> processes = new ArrayList<>();
        for (WorkerHandle worker : workers.values()) {
            worker.ending = "the server was stopped";
            worker.processHandle().ifPresent(process -> {
                processes.add(process);
                if (!worker.send(shutdown("the server was stopped"))) {
                    process.destroy();
                }
            });
        }
        return processes;
    }
}
