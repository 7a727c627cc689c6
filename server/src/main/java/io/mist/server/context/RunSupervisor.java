package io.mist.server.context;

import io.mist.protocol.MistException;
import io.mist.server.link.ControlMessages;
import io.mist.server.link.RunMessages;
import io.mist.server.run.Effect;
import io.mist.server.run.Run;
import io.mist.server.run.RunEvent;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import io.mist.server.run.Supervision;
import io.mist.server.worker.WorkerHandle;
import io.mist.server.worker.Workers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises the events of runs, and does what {@link Supervision} says. Confined to the dispatcher's thread. */
final class RunSupervisor {

    private static final Logger LOG = LoggerFactory.getLogger(RunSupervisor.class);

    private final Contexts contexts;
    private final Workers workers;
    private final Runs runs;
    private final RunMessages messages;
    private final Consumer<WorkerHandle> onLaunch;
    /** Runs that time changes, with the moment. */
    private final Map<String, Instant> alarms = new HashMap<>();
    /** Contexts where a place or a worker may have become free. */
    private final Set<String> unsettled = new LinkedHashSet<>();

    private boolean isClosing;

    RunSupervisor(
            Contexts contexts, Workers workers, Runs runs, RunMessages messages, Consumer<WorkerHandle> onLaunch) {
        this.contexts = contexts;
        this.workers = workers;
        this.runs = runs;
        this.messages = messages;
        this.onLaunch = onLaunch;
    }

    // ---- events

    /** Takes a place for each run that a server before has left. */
    void load(Run run) {
        String context = run.plan().namespace();
        if (run.state() instanceof RunState.Queued) {
            contexts.await(context, run.id());
        } else {
            contexts.occupy(context, run.id());
        }
        unsettled.add(context);
    }

    void submit(Run run) {
        contexts.await(run.plan().namespace(), run.id());
        unsettled.add(run.plan().namespace());
    }

    Run cancel(String id, String by) {
        Run run = runs.require(id);
        boolean isReached = workerOf(run).filter(WorkerHandle::hasDialled).isPresent();
        return apply(
                id,
                new RunEvent.CancelRequested(
                        by, isReached, contexts.cancelGrace(run.plan().namespace())));
    }

    /** A run that is no longer stored has no events. */
    void report(String id, RunEvent event) {
        runs.find(id).ifPresent(run -> apply(id, event));
    }

    private Run apply(String id, RunEvent event) {
        Supervision.Step step = runs.apply(id, event);
        step.effects().forEach(effect -> perform(step.run(), effect));
        return step.run();
    }

    // ---- effects

    private void perform(Run run, Effect effect) {
        if (effect instanceof Effect.SendStart start) {
            connected(start.worker()).ifPresent(worker -> worker.send(messages.start(run)));
        } else if (effect instanceof Effect.SendLive live) {
            connected(live.worker()).ifPresent(worker -> worker.send(messages.newestLive(run)));
        } else if (effect instanceof Effect.SendCancel cancel) {
            connected(cancel.worker()).ifPresent(worker -> worker.send(ControlMessages.cancel(run, cancel.grace())));
        } else if (effect instanceof Effect.KillWorker kill) {
            workers.find(kill.worker()).ifPresent(worker -> workers.kill(worker, kill.why()));
        } else if (effect instanceof Effect.LeaveWorker leave) {
            workers.leave(leave.worker(), runs.now());
        } else if (effect instanceof Effect.LeaveContext) {
            leave(run);
        } else if (effect instanceof Effect.WakeAt alarm) {
            alarms.put(run.id(), alarm.at());
        } else if (effect instanceof Effect.Reassign) {
            reassign(run);
        }
    }

    private Optional<WorkerHandle> connected(String worker) {
        return workers.find(worker).filter(WorkerHandle::isConnected);
    }

    private void leave(Run run) {
        String context = run.plan().namespace();
        alarms.remove(run.id());
        contexts.leave(context, run.id());
        workers.noteBusy(context, runs.now());
        unsettled.add(context);
    }

    /** A restart keeps its place in the context. */
    private void reassign(Run run) {
        String context = run.plan().namespace();
        if (isWorkerAway(context)) {
            alarms.put(run.id(), runs.now());
        } else {
            assign(run.id(), context);
        }
    }

    // ---- workers for runs

    /** The worker of a context may have become ready, or have ended. */
    void unsettle(String context) {
        unsettled.add(context);
    }

    /** Starts what has found a place. */
    void settle() {
        while (!isClosing && !unsettled.isEmpty()) {
            String context = unsettled.iterator().next();
            unsettled.remove(context);
            admit(context);
        }
    }

    /** Starts nothing more. */
    void close() {
        isClosing = true;
    }

    private void admit(String context) {
        while (contexts.hasWaiting(context) && !isWorkerAway(context)) {
            Optional<String> next = contexts.admit(context);
            if (next.isEmpty()) {
                return;
            }
            assign(next.get(), context);
        }
    }

    /** A worker that has just hung up may be dying, and a run that is given to it would die with it. */
    private boolean isWorkerAway(String context) {
        return workers.shared(context).filter(WorkerHandle::isAway).isPresent();
    }

    private void assign(String id, String context) {
        try {
            WorkerHandle worker = workers.shared(context).orElseGet(() -> launch(context));
            apply(id, new RunEvent.Assigned(worker.id()));
        } catch (RuntimeException e) {
            apply(id, new RunEvent.Unassignable(e instanceof MistException known ? known : defect(id, e)));
        }
    }

    private WorkerHandle launch(String context) {
        WorkerHandle worker = workers.launch(context, runs.now());
        onLaunch.accept(worker);
        return worker;
    }

    private static MistException defect(String run, RuntimeException e) {
        LOG.error("Run {} cannot be started", run, e);
        return MistException.internal("the run cannot be started because of a defect of Mist: " + e, e);
    }

    Optional<WorkerHandle> workerOf(Run run) {
        return Optional.ofNullable(run.state().workerOrNull()).flatMap(workers::find);
    }

    List<Run> runsOn(WorkerHandle worker) {
        List<Run> found = new ArrayList<>();
        for (String id : contexts.active(worker.context())) {
            runs.find(id).filter(run -> run.isOn(worker.id())).ifPresent(found::add);
        }
        return found;
    }

    // ---- time

    boolean waitsForTime() {
        return !alarms.isEmpty();
    }

    void tick(Instant now) {
        for (String id : due(now)) {
            Instant at = alarms.remove(id);
            try {
                runs.find(id)
                        .ifPresent(run ->
                                apply(id, new RunEvent.TimePassed(workerOf(run).isPresent())));
            } catch (RuntimeException e) {
                alarms.put(id, at);
                throw e;
            }
        }
    }

    private List<String> due(Instant now) {
        return alarms.entrySet().stream()
                .filter(alarm -> !now.isBefore(alarm.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }
}
