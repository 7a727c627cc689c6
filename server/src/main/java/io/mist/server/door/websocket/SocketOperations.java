package io.mist.server.door.websocket;

import io.mist.server.door.Answer;
import io.mist.server.door.Decision;
import io.mist.server.door.Performer;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Operation;
import io.mist.server.gate.RunView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * What the WebSocket door does with each operation. Each is answered under its request's id, in an order of their own.
 *
 * @param pushes of the socket, in their order
 */
record SocketOperations(
        String id, Performer performer, SocketWriter writer, SocketSubscriptions subscriptions, PushOrder pushes)
        implements Operation.Cases<CompletionStage<Void>> {

    /** The state that the requests of one socket share. */
    record Shared(Desk desk, SocketWriter writer, SocketSubscriptions subscriptions, PushOrder pushes) {

        Shared(Desk desk, SocketWriter writer, SocketSubscriptions subscriptions) {
            this(desk, writer, subscriptions, new PushOrder());
        }

        SocketOperations of(String id) {
            return new SocketOperations(id, new Performer(desk), writer, subscriptions, pushes);
        }
    }

    @Override
    public CompletionStage<Void> start(Operation.Start operation) {
        return performer.start(operation).thenCompose(decision -> runTwice("started", decision));
    }

    @Override
    public CompletionStage<Void> readRun(Operation.ReadRun operation) {
        return performer.readRun(operation).thenCompose(decision -> {
            Supplier<CompletionStage<Answer>> wait = decision.later();
            return wait == null ? answer("run", decision.answer()) : wait.get().thenCompose(this::awaitedRun);
        });
    }

    @Override
    public CompletionStage<Void> cancel(Operation.Cancel operation) {
        return performer.cancel(operation).thenCompose(decision -> runTwice("cancelling", decision));
    }

    /** At once, and after the wait if there is one. */
    private CompletionStage<Void> runTwice(String event, Decision decision) {
        CompletionStage<Void> first = answer(event, decision.answer());
        Supplier<CompletionStage<Answer>> wait = decision.later();
        return wait == null ? first : wait.get().thenCompose(this::awaitedRun);
    }

    private CompletionStage<Void> awaitedRun(Answer answer) {
        boolean hasEnded = answer.view() instanceof RunView run && run.hasEnded();
        return answer(hasEnded ? "ended" : "run", answer);
    }

    @Override
    public CompletionStage<Void> readLive(Operation.ReadLive operation) {
        return performer.readLive(operation).thenCompose(this::live);
    }

    @Override
    public CompletionStage<Void> changeLive(Operation.ChangeLive operation) {
        return performer.changeLive(operation).thenCompose(this::live);
    }

    private CompletionStage<Void> live(Decision decision) {
        Supplier<CompletionStage<Answer>> wait = decision.later();
        return wait == null
                ? answer("live", decision.answer())
                : wait.get().thenCompose(answer -> answer("live", answer));
    }

    @Override
    public CompletionStage<Void> history(Operation.History operation) {
        return performer.history(operation).thenCompose(decision -> answer("live-history", decision.answer()));
    }

    @Override
    public CompletionStage<Void> difference(Operation.Difference operation) {
        return performer.difference(operation).thenCompose(decision -> answer("live-diff", decision.answer()));
    }

    @Override
    public CompletionStage<Void> push(Operation.Push operation) {
        return pushes.next(
                () -> performer.push(operation).thenCompose(decision -> answer("pushed", decision.answer())));
    }

    @Override
    public CompletionStage<Void> read(Operation.Read operation) {
        return performer.read(operation).thenCompose(decision -> answer("page", decision.answer()));
    }

    @Override
    public CompletionStage<Void> subscribe(Operation.Subscribe operation) {
        return subscriptions.subscribe(id, operation);
    }

    @Override
    public CompletionStage<Void> credit(Operation.Credit operation) {
        subscriptions.credit(id, operation.add());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> unsubscribe(Operation.Unsubscribe operation) {
        return subscriptions.unsubscribe(id);
    }

    /** @return complete when the client has taken it */
    private CompletionStage<Void> answer(String event, Answer answer) {
        return writer.answer(id, event, answer);
    }
}
