package io.mist.server.door.mqtt;

import io.mist.server.door.Decision;
import io.mist.server.door.Performer;
import io.mist.server.door.UnavailableOperation;
import io.mist.server.gate.Operation;
import java.util.concurrent.CompletionStage;

/** The handling of each operation at the MQTT door. */
record RequestOperations(Performer performer) implements Operation.Cases<CompletionStage<Decision>> {

    @Override
    public CompletionStage<Decision> start(Operation.Start operation) {
        return performer.start(operation);
    }

    @Override
    public CompletionStage<Decision> readRun(Operation.ReadRun operation) {
        return performer.readRun(operation);
    }

    @Override
    public CompletionStage<Decision> cancel(Operation.Cancel operation) {
        return performer.cancel(operation);
    }

    @Override
    public CompletionStage<Decision> readLive(Operation.ReadLive operation) {
        return performer.readLive(operation);
    }

    @Override
    public CompletionStage<Decision> changeLive(Operation.ChangeLive operation) {
        return performer.changeLive(operation);
    }

    @Override
    public CompletionStage<Decision> history(Operation.History operation) {
        return performer.history(operation);
    }

    @Override
    public CompletionStage<Decision> difference(Operation.Difference operation) {
        return performer.difference(operation);
    }

    @Override
    public CompletionStage<Decision> push(Operation.Push operation) {
        return performer.push(operation);
    }

    @Override
    public CompletionStage<Decision> read(Operation.Read operation) {
        return performer.read(operation);
    }

    @Override
    public CompletionStage<Decision> subscribe(Operation.Subscribe operation) {
        return subscription("subscribe");
    }

    @Override
    public CompletionStage<Decision> credit(Operation.Credit operation) {
        return subscription("credit");
    }

    @Override
    public CompletionStage<Decision> unsubscribe(Operation.Unsubscribe operation) {
        return subscription("unsubscribe");
    }

    private static CompletionStage<Decision> subscription(String operation) {
        return UnavailableOperation.over(
                "MQTT",
                operation,
                "a subscription of the broker to mist/{route}/out/{channel}, which has every message");
    }
}
