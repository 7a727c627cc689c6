package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.ChangeLive;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.feed.Change;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import io.mist.server.link.LinkService;
import io.mist.server.route.SchemaCheck;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a change of live values, from the request to its application: {@link #change}. No thread waits on it. The
 * feed of live values brings each stored version to the run's worker, in the order of the versions, from any caller.
 * Safe for any thread.
 */
public final class LiveChanges implements LinkService.LiveListener {

    private static final Duration RUNNING_WAIT = Duration.ofSeconds(30);
    private static final int MAX_RACES = 20;

    private final LiveValues live;
    private final LiveStore store;
    private final Runs runs;
    private final RunWaits running;
    private final LiveWaits waits;
    private final WorkerChecks checks;
    private final Executor executor;

    /** Finds the run that a request is about. */
    @FunctionalInterface
    public interface Targets {
        String run(LiveRequest.Target target);
    }

    /** The version that a change makes of the state it has seen; the seen version itself if it changes nothing. */
    private record Proposal(LiveState seen, LiveStore.Stored version) {

        boolean changesNothing() {
            return version.version() == seen.newest().version();
        }
    }

    /**
     * A version that is durable.
     *
     * @param sending brings it on its way, and returns the view then
     */
    private record Accepted(String run, long version, Supplier<LiveView> sending) {}

    public LiveChanges(
            LiveValues live, Runs runs, RunWaits running, LiveWaits waits, Sender sender, Executor executor) {
        this.live = live;
        this.store = live.store();
        this.runs = runs;
        this.running = running;
        this.waits = waits;
        this.checks = new WorkerChecks(sender);
        this.executor = executor;
        live.feed().follow(update -> {
            if (update.version() != null) {
                // A worker that is away, and a run that is restarted, get the newest version when they come back.
                sender.send(update.run(), message(update.view()));
            }
        });
    }

    /**
     * Makes the next version, unless a change with the request's key has been made.
     *
     * @return complete when the change is stored, or applied if that is waited for; failed with a {@link MistException} if
     *     it is rejected
     */
    public CompletionStage<LiveView> change(LiveRequest request, Caller caller, Targets targets) {
        try {
            return attempt(targets.run(request.target()), request, caller, 1);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<LiveView> attempt(String run, LiveRequest request, Caller caller, int race) {
        LiveState resolved = resolved(run);
        Optional<Accepted> earlier = earlier(resolved, request);
        return earlier.isPresent()
                ? applied(earlier.get(), request)
                : awaited(resolved)
                        .thenApply(seen -> proposed(seen, request, caller))
                        .thenCompose(this::checked)
                        .thenApplyAsync(proposal -> stored(proposal, request), executor)
                        .thenCompose(accepted -> accepted.isPresent()
                                ? applied(accepted.get(), request)
                                : attempt(run, request, caller, next(race, run)));
    }

    private LiveState resolved(String run) {
        return store.stateWithHistory(run).orElseThrow(() -> Runs.unknown(run));
    }

    /** Returns the effect of an earlier change with the request's key; the run may have ended since. */
    private Optional<Accepted> earlier(LiveState resolved, LiveRequest request) {
        String key = request.key();
        if (key == null) {
            return Optional.empty();
        }
        String run = resolved.run().id();
        return store.keyed(run, key).map(change -> {
            if (change.content() != null && !change.content().equals(Fingerprint.of(request.change()))) {
                throw MistException.caller(
                        "key-reused",
                        "key '" + key + "' was used for another change of run " + run + ", which made version "
                                + change.version() + " (expected: the same values again, or a new key)");
            }
            return new Accepted(run, change.version(), () -> live.view(run));
        });
    }

    /** A change is checked by the worker, so a run that is still starting is waited for, within a bound. */
    private CompletionStage<LiveState> awaited(LiveState resolved) {
        requireChangeable(resolved.run());
        if (resolved.run().state() instanceof RunState.Running) {
            return CompletableFuture.completedFuture(resolved);
        }
        return running.await(resolved.run().id(), Desk.Until.RUNNING, RUNNING_WAIT)
                .thenApply(run -> {
                    requireChangeable(run);
                    if (!(run.state() instanceof RunState.Running)) {
                        throw MistException.resources(
                                "run-not-running",
                                "run " + run.id() + " is still " + run.state().name() + "; try again later");
                    }
                    return resolved(run.id());
                });
    }

    /** Whether a run's live values can be changed, now or soon. */
    static void requireChangeable(Run run) {
        if (run.state().hasEnded()) {
            throw MistException.caller(
                    "run-ended",
                    "run " + run.id() + " is " + run.state().name() + " since "
                            + run.state().since() + "; live values of an ended run cannot be changed");
        }
        if (run.state() instanceof RunState.Cancelling) {
            throw MistException.caller("run-ended", "run " + run.id() + " is being cancelled");
        }
    }

    private Proposal proposed(LiveState seen, LiveRequest request, Caller caller) {
        LiveStore.Stored current = seen.newest();
        requireVersion(seen, request.ifVersion());
        ObjectNode values = request.change() instanceof LiveRequest.Patch patch
                ? MergePatch.merged(current.values(), patch.values())
                : live.require(seen.run(), ((LiveRequest.Rollback) request.change()).to())
                        .values();
        live.requireRoom(values);
        Long rolledBackTo = request.change() instanceof LiveRequest.Rollback rollback ? rollback.to() : null;
        return new Proposal(
                seen,
                values.equals(current.values())
                        ? current
                        : new LiveStore.Stored(
                                current.version() + 1,
                                runs.now(),
                                LiveValues.user(caller),
                                caller.door(),
                                rolledBackTo,
                                values));
    }

    private static void requireVersion(LiveState seen, @Nullable Long wanted) {
        long current = seen.newest().version();
        if (wanted != null && wanted != current) {
            throw MistException.caller(
                            "version-conflict",
                            "the live values of run " + seen.run().id() + " are at version " + current + " (expected: "
                                    + wanted + "); read them and decide again")
                    .with(Json.MAPPER.createObjectNode().set("live", Json.MAPPER.valueToTree(seen.view())));
        }
    }

    /** By the schema, and by the job's own record, which only the worker has. */
    private CompletionStage<Proposal> checked(Proposal proposal) {
        Run run = proposal.seen().run();
        ObjectNode values = proposal.version().values();
        requireNone(SchemaCheck.problems(run.plan().contract().live(), values, "live parameter"));
        return checks.ask(run, values).thenApply(problems -> {
            requireNone(problems);
            return proposal;
        });
    }

    private static void requireNone(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw MistException.caller(
                    "invalid-live-values",
                    problems.size() == 1
                            ? "1 problem with the live values"
                            : problems.size() + " problems with the live values",
                    problems);
        }
    }

    /** @return empty if another change came first */
    private Optional<Accepted> stored(Proposal proposal, LiveRequest request) {
        String run = proposal.seen().run().id();
        LiveStore.Stored version = proposal.version();
        LiveKeys.Key key =
                request.key() == null ? null : new LiveKeys.Key(request.key(), Fingerprint.of(request.change()));
        if (proposal.changesNothing()) {
            return key == null || store.insertKey(run, key, version.version())
                    ? Optional.of(new Accepted(run, version.version(), () -> live.view(run)))
                    : Optional.empty();
        }
        OptionalLong number = store.append(proposal.seen(), version, key);
        return number.isPresent()
                ? Optional.of(new Accepted(run, version.version(), () -> sent(run, version, number.getAsLong())))
                : Optional.empty();
    }

    /**
     * Hands the version to the feed. The run is read after the commit: either it is on the worker that it is read with, or
     * the worker that it moves to begins with this version.
     */
    private LiveView sent(String run, LiveStore.Stored version, long number) {
        LiveState now = store.state(run).orElseThrow(() -> Runs.unknown(run));
        live.feed().stored(new Change<>(number, new LiveUpdate(now.run(), now.view(version), version.version())));
        return now.view();
    }

    private CompletionStage<LiveView> applied(Accepted accepted, LiveRequest request) {
        Duration atMost = request.awaitApplied();
        return atMost == null
                ? CompletableFuture.completedFuture(accepted.sending().get().accepting(accepted.version()))
                : waits.await(accepted.run(), accepted.version(), atMost, accepted.sending());
    }

    private static int next(int race, String run) {
        if (race == MAX_RACES) {
            throw MistException.resources("busy", "too many changes of run " + run + " at once; try again");
        }
        return race + 1;
    }

    private static ToWorker message(LiveView view) {
        return ToWorker.newBuilder()
                .setChangeLive(ChangeLive.newBuilder()
                        .setRun(view.run())
                        .setVersion(view.version())
                        .setLive(Json.write(view.values())))
                .build();
    }

    @Override
    public void checked(LiveChecked answer) {
        checks.answered(answer);
    }

    @Override
    public void applied(LiveApplied message) {
        live.applied(message);
    }
}
