package io.mist.server.context;

import io.mist.protocol.MistException;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.config.ContextsConfig;
import io.mist.server.link.RunMessages;
import io.mist.server.link.WorkerListener;
import io.mist.server.run.Run;
import io.mist.server.run.RunEvent;
import io.mist.server.run.Runs;
import io.mist.server.worker.WorkerHandle;
import io.mist.server.worker.WorkerState;
import io.mist.server.worker.WorkerStatus;
import io.mist.server.worker.Workers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Brings queued runs to workers and follows them to their ends. All that it knows is confined to its one thread,
 * {@code mist-dispatcher}; methods are safe for any thread.
 */
public final class Dispatcher implements WorkerListener, AutoCloseable {

    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private final Contexts contexts;
    private final Workers workers;
    private final Runs runs;
    private final RunSupervisor supervisor;
    private final WorkerSupervisor workerSupervisor;
    private final EventLoop loop;
    /** Streams of workers that have dialled: a question need not wait for the loop. */
    private final Map<String, Consumer<ToWorker>> streams = new ConcurrentHashMap<>();

    public Dispatcher(ContextsConfig contexts, Workers workers, Runs runs, RunMessages messages) {
        this.contexts = new Contexts(contexts);
        this.workers = workers;
        this.runs = runs;
        this.supervisor = new RunSupervisor(this.contexts, workers, runs, messages, this::watch);
        this.workerSupervisor = new WorkerSupervisor(workers, supervisor, runs, this.contexts);
        this.loop = new EventLoop("mist-dispatcher", this::tick, () -> !workers.isEmpty() || supervisor.waitsForTime());
    }

    /** Adopts what an earlier server has left: its workers, and the runs that have not ended. */
    public void start() {
        call(() -> {
            List<WorkerHandle> ended = workers.adopt(runs.now());
            runs.active().forEach(supervisor::load);
            ended.forEach(worker -> workerSupervisor.died(worker, "it ended while the server was away"));
            runs.active().forEach(this::adopt);
            return true;
        });
    }

    private void adopt(Run run) {
        boolean isWorkerKnown = supervisor.workerOf(run).isPresent();
        supervisor.report(run.id(), new RunEvent.Adopted(isWorkerKnown));
    }

    // ---- for callers

    /** @throws MistException of kind resources, code {@code queue-full} */
    public void requireRoom(String context) {
        call(() -> {
            contexts.requireRoom(context);
            return true;
        });
    }

    public void submit(Run run) {
        post(() -> supervisor.submit(run));
    }

    /** Asks a run to stop. It ends for certain: by itself, interrupted, or with its worker. */
    public Run cancel(String id, String by) {
        return call(() -> supervisor.cancel(id, by));
    }

    /**
     * Sends to the worker that a run is on, in the order of the loop. A question about live values goes at once to a worker
     * that has dialled, and waits for one that is silent, as all are for a moment after a restart of the server.
     *
     * @return false if the worker cannot be reached now
     */
    public boolean sendTo(Run run, ToWorker message) {
        String worker = run.state().workerOrNull();
        if (worker == null) {
            return false;
        }
        return message.hasCheckLive() ? ask(run, worker, message) : sendInOrder(run, worker, message);
    }

    private boolean ask(Run run, String worker, ToWorker question) {
        Consumer<ToWorker> stream = streams.get(worker);
        if (stream != null) {
            stream.accept(question);
            return true;
        }
        return call(() ->
                supervisor.workerOf(run).filter(away -> sent(away, question)).isPresent());
    }

    private boolean sendInOrder(Run run, String worker, ToWorker message) {
        post(() -> supervisor.workerOf(run).ifPresent(hosting -> sent(hosting, message)));
        return streams.containsKey(worker);
    }

    private static boolean sent(WorkerHandle worker, ToWorker message) {
        return worker.state() == WorkerState.READY
                ? worker.send(message)
                : message.hasCheckLive() && worker.hold(message);
    }

    /** A worker, and how many runs are on it. */
    public record HostedRuns(WorkerStatus worker, int runs) {}

    public List<HostedRuns> workers() {
        return call(() -> workers.all().stream()
                .map(worker -> new HostedRuns(
                        worker.status(), supervisor.runsOn(worker).size()))
                .toList());
    }

    public List<ContextStatus> contexts() {
        return call(contexts::statuses);
    }

    // ---- for workers

    @Override
    public boolean admits(String worker, String token) {
        return call(() -> workers.admits(worker, token));
    }

    @Override
    public void connected(String worker, Hello hello, Consumer<ToWorker> stream) {
        streams.put(worker, stream);
        post(() -> workerSupervisor.connected(worker, hello, stream));
    }

    @Override
    public void heard(String worker, Consumer<ToWorker> stream) {
        post(() -> workerSupervisor.heard(worker, stream));
    }

    @Override
    public void disconnected(String worker, Consumer<ToWorker> stream) {
        streams.remove(worker, stream);
        post(() -> workerSupervisor.disconnected(worker, stream));
    }

    @Override
    public void running(String worker, RunRef ref) {
        post(() -> workerSupervisor.running(worker, ref));
    }

    @Override
    public void ended(String worker, RunEnded end) {
        post(() -> workerSupervisor.ended(worker, end));
    }

    private void watch(WorkerHandle worker) {
        worker.onExit(how -> post(() -> workerSupervisor.died(worker, how)));
    }

    // ---- the thread

    private void tick() {
        try {
            Instant now = runs.now();
            workerSupervisor.tick(now);
            supervisor.tick(now);
        } finally {
            supervisor.settle();
        }
    }

    private void post(Runnable task) {
        loop.post(() -> {
            try {
                task.run();
            } finally {
                supervisor.settle();
            }
        });
    }

    private <T> T call(Callable<T> task) {
        return loop.call(() -> {
            try {
                return task.call();
            } finally {
                supervisor.settle();
            }
        });
    }

    /** Workers run on and wait for the next server, unless they are to end with this one. */
    @Override
    public void close() {
        if (loop.isClosed()) {
            return;
        }
        loop.call(() -> {
                    supervisor.close();
                    return workers.close(runs.now());
                })
                .forEach(Dispatcher::awaitEnd);
        loop.close();
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(STOP_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
