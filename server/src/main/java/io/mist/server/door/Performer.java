package io.mist.server.door;

import io.mist.protocol.MistException;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.Operation;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import io.mist.server.gate.message.Reading;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Performs the operations of one caller. May block for as long as a database takes. */
public final class Performer {

    private static final Logger LOG = LoggerFactory.getLogger(Performer.class);

    private final Desk desk;

    public Performer(Desk desk) {
        this.desk = desk;
    }

    public CompletionStage<Decision> start(Operation.Start operation) {
        return desk.start(new StartRequest(operation.route(), operation.parameters(), operation.key()))
                .thenApply(run -> decided(run, operation.await()));
    }

    public CompletionStage<Decision> readRun(Operation.ReadRun operation) {
        RunView run = run(operation.target());
        Operation.RunWait wait = operation.await();
        return done(
                wait == null
                        ? Decision.of(Answer.Kind.RUN, run)
                        : decided(run, () -> desk.await(run.id(), wait.until(), wait.atMost())));
    }

    public CompletionStage<Decision> cancel(Operation.Cancel operation) {
        return done(decided(desk.cancel(run(operation.target()).id()), operation.await()));
    }

    private Decision decided(RunView run, @Nullable Duration untilEnd) {
        return untilEnd == null
                ? Decision.of(Answer.Kind.RUN, run)
                : decided(run, () -> desk.await(run.id(), Desk.Until.ENDED, untilEnd));
    }

    private static Decision decided(RunView run, Supplier<CompletionStage<RunView>> wait) {
        Answer known = new Answer(Answer.Kind.RUN, run);
        return new Decision(known, () -> later(known, wait, view -> new Answer(Answer.Kind.RUN, view)));
    }

    public CompletionStage<Decision> readLive(Operation.ReadLive operation) {
        LiveRequest.Target target = liveTarget(operation.target());
        Duration atMost = operation.awaitApplied();
        LiveView now = desk.live(target);
        return done(
                atMost == null
                        ? Decision.of(Answer.Kind.LIVE, now)
                        : new Decision(
                                new Answer(Answer.Kind.LIVE, now),
                                () -> desk.awaitApplied(target, operation.version(), atMost)
                                        .thenApply(view -> new Answer(Answer.Kind.LIVE, view))));
    }

    public CompletionStage<Decision> changeLive(Operation.ChangeLive operation) {
        LiveRequest request = new LiveRequest(
                liveTarget(operation.target()), operation.change(), operation.ifVersion(), null, operation.key());
        return desk.change(request).thenApply(view -> decided(view, operation.awaitApplied()));
    }

    private Decision decided(LiveView accepted, @Nullable Duration atMost) {
        Answer known = new Answer(Answer.Kind.LIVE, accepted);
        if (atMost == null || accepted.hasTakenEffect() || accepted.hasEnded()) {
            return new Decision(known, null);
        }
        LiveRequest.Target run = LiveRequest.Target.run(accepted.run());
        return new Decision(
                known,
                () -> later(
                        known,
                        () -> desk.awaitApplied(run, accepted.wanted(), atMost),
                        view -> new Answer(Answer.Kind.LIVE, view)));
    }

    /** The effect is durable; a failure to read it afterwards must not look like a rejection. */
    private static <T> CompletionStage<Answer> later(
            Answer known, Supplier<CompletionStage<T>> wait, Function<T, Answer> answer) {
        try {
            return wait.get().thenApply(answer).exceptionally(error -> older(known, error));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(older(known, e));
        }
    }

    private static Answer older(Answer known, Throwable error) {
        LOG.warn(
                "an answer with field {} may be older than the state that it shows",
                known.kind().field(),
                error);
        return known;
    }

    public CompletionStage<Decision> history(Operation.History operation) {
        return done(Decision.of(
                Answer.Kind.HISTORY,
                desk.history(liveTarget(operation.target()), operation.limit(), operation.before())));
    }

    public CompletionStage<Decision> difference(Operation.Difference operation) {
        return done(Decision.of(
                Answer.Kind.DIFFERENCE,
                desk.difference(liveTarget(operation.target()), operation.from(), operation.to())));
    }

    public CompletionStage<Decision> push(Operation.Push operation) {
        return desk.push(new PushRequest(operation.route(), operation.input(), operation.messages(), operation.key()))
                .thenApply(view -> Decision.of(Answer.Kind.PUSH, InvalidMessages.unlessAccepted(view)));
    }

    public CompletionStage<Decision> read(Operation.Read operation) {
        Reading.Lines page = desk.read(operation.request()).page(operation.limit());
        return done(Decision.of(Answer.Kind.PAGE, PageView.of(page)));
    }

    private static CompletionStage<Decision> done(Decision decision) {
        return CompletableFuture.completedFuture(decision);
    }

    private RunView run(Operation.Target target) {
        String id = target.run();
        String route = target.route();
        if (id == null) {
            return desk.activeRun(String.valueOf(route));
        }
        RunView run = desk.run(id);
        if (route != null && !run.route().equals(route)) {
            throw MistException.caller(
                    "unknown-run",
                    "run '" + id + "' is one of route '" + run.route() + "' (expected: a run of '" + route + "')");
        }
        return run;
    }

    private LiveRequest.Target liveTarget(Operation.Target target) {
        if (target.run() == null) {
            return LiveRequest.Target.route(String.valueOf(target.route()));
        }
        return LiveRequest.Target.run(
                target.route() == null ? target.run() : run(target).id());
    }
}
