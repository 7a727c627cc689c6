package io.mist.server.context;

import io.mist.protocol.MistException;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.link.ControlMessages;
import io.mist.server.run.Run;
import io.mist.server.run.RunEvent;
import io.mist.server.run.Runs;
import io.mist.server.worker.Verdict;
import io.mist.server.worker.WorkerHandle;
import io.mist.server.worker.WorkerState;
import io.mist.server.worker.Workers;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the reports of workers, and their silence, to their runs. Confined to the dispatcher's thread. */
final class WorkerSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSupervisor.class);
    /** Codes of runs that end because the JVM of their worker shuts down. */
    private static final Set<String> EXITS = Set.of("job-exited", "worker-exited");

    private final Workers workers;
    private final RunSupervisor supervisor;
    private final Runs runs;
    private final Contexts contexts;

    WorkerSupervisor(Workers workers, RunSupervisor supervisor, Runs runs, Contexts contexts) {
        this.workers = workers;
        this.supervisor = supervisor;
        this.runs = runs;
        this.contexts = contexts;
    }

    // ---- connections

    void connected(String id, Hello hello, Consumer<ToWorker> stream) {
        workers.find(id)
                .filter(WorkerHandle::isUsable)
                .ifPresentOrElse(
                        worker -> connected(worker, hello, stream),
                        () -> stream.accept(ControlMessages.shutdown("this server does not need it any more")));
    }

    private void connected(WorkerHandle worker, Hello hello, Consumer<ToWorker> stream) {
        LOG.info(
                "Worker {} of context {} is {} (Spark {}, pid {})",
                worker.id(),
                worker.context(),
                worker.state() == WorkerState.STARTING ? "ready" : "back",
                hello.getSparkVersion(),
                hello.getPid());
        worker.connect(hello, stream, runs.now());
        worker.send(ControlMessages.welcome(workers.heartbeat(), unwanted(worker, hello)));
        for (Run run : supervisor.runsOn(worker)) {
            boolean isHosted = hello.getHostedList().contains(ControlMessages.ref(run));
            supervisor.report(run.id(), new RunEvent.WorkerReturned(worker.id(), isHosted));
        }
        supervisor.unsettle(worker.context());
        worker.sendHeld();
    }

    private List<RunRef> unwanted(WorkerHandle worker, Hello hello) {
        return hello.getHostedList().stream()
                .filter(ref -> !isWanted(worker, ref))
                .toList();
    }

    private boolean isWanted(WorkerHandle worker, RunRef ref) {
        return runs.find(ref.getRun())
                .filter(run -> run.isOn(worker.id()) && run.attempt() == ref.getAttempt())
                .isPresent();
    }

    void heard(String id, Consumer<ToWorker> stream) {
        workers.find(id)
                .filter(worker -> worker.hear(stream, runs.now()))
                .ifPresent(worker -> LOG.info("Worker {} of context {} is heard again", id, worker.context()));
    }

    void disconnected(String id, Consumer<ToWorker> stream) {
        workers.find(id)
                .filter(worker -> worker.disconnect(stream, runs.now()))
                .ifPresent(worker -> LOG.warn("Worker {} of context {} has gone silent", id, worker.context()));
    }

    // ---- reports

    void running(String worker, RunRef ref) {
        supervisor.report(ref.getRun(), new RunEvent.Started(worker, ref.getAttempt()));
    }

    void ended(String id, RunEnded end) {
        if (EXITS.contains(end.getFailure().getCode())) {
            workers.find(id).ifPresent(worker -> worker.exit(end.getFailure().getMessage(), runs.now()));
        }
        supervisor.report(end.getRef().getRun(), ControlMessages.event(id, end));
        workers.find(id).ifPresent(worker -> worker.send(ControlMessages.endedStored(end.getRef())));
    }

    // ---- ends

    /** The process is gone, and with it what it hosted. */
    void died(WorkerHandle worker, String how) {
        if (!workers.remove(worker, how, runs.now())) {
            return;
        }
        List<Run> lost = supervisor.runsOn(worker);
        if (!lost.isEmpty()) {
            MistException error = worker.loss(how);
            RunEvent event = new RunEvent.WorkerLost(worker.id(), error, worker.wasReady());
            lost.forEach(run -> supervisor.report(run.id(), event));
        }
        supervisor.unsettle(worker.context());
    }

    void tick(Instant now) {
        for (WorkerHandle worker : workers.all()) {
            if (contexts.isBusy(worker.context())) {
                worker.noteBusy(now);
            }
            workers.judge(worker, now).ifPresent(verdict -> execute(worker, verdict, now));
        }
    }

    private void execute(WorkerHandle worker, Verdict verdict, Instant now) {
        if (verdict instanceof Verdict.Kill kill) {
            workers.kill(worker, kill.why());
        } else if (verdict instanceof Verdict.Gone gone) {
            died(worker, gone.how());
        } else if (verdict instanceof Verdict.End end) {
            worker.end(end.why(), now);
        } else if (verdict instanceof Verdict.Silent) {
            worker.fallSilent(now);
            LOG.warn("Worker {} of context {} has missed its heartbeats", worker.id(), worker.context());
        }
    }
}
