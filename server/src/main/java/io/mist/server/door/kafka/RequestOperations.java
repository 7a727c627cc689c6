package io.mist.server.door.kafka;

import io.mist.server.door.Decision;
import io.mist.server.door.Performer;
import io.mist.server.door.UnavailableOperation;
import io.mist.server.gate.Operation;
import io.mist.server.gate.Operation.Target;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** The handling of each operation at the Kafka door, and its order among others. */
record RequestOperations(Performer performer) implements Operation.Cases<RequestOperations.Turn> {

    /**
     * A decision that waits for its turn.
     *
     * @param lane in which requests of one partition are decided one after another
     */
    record Turn(String lane, Supplier<CompletionStage<Decision>> decision) {}

    @Override
    public Turn start(Operation.Start operation) {
        return ofRoute(operation.route(), () -> performer.start(operation));
    }

    @Override
    public Turn readRun(Operation.ReadRun operation) {
        return of(operation.target(), () -> performer.readRun(operation));
    }

    @Override
    public Turn cancel(Operation.Cancel operation) {
        return of(operation.target(), () -> performer.cancel(operation));
    }

    @Override
    public Turn readLive(Operation.ReadLive operation) {
        return of(operation.target(), () -> performer.readLive(operation));
    }

    @Override
    public Turn changeLive(Operation.ChangeLive operation) {
        return of(operation.target(), () -> performer.changeLive(operation));
    }

    @Override
    public Turn history(Operation.History operation) {
        return of(operation.target(), () -> performer.history(operation));
    }

    @Override
    public Turn difference(Operation.Difference operation) {
        return of(operation.target(), () -> performer.difference(operation));
    }

    @Override
    public Turn push(Operation.Push operation) {
        return ofRoute(operation.route(), () -> performer.push(operation));
    }

    @Override
    public Turn read(Operation.Read operation) {
        return ofRoute(operation.request().target().route(), () -> performer.read(operation));
    }

    @Override
    public Turn subscribe(Operation.Subscribe operation) {
        return subscription("subscribe");
    }

    @Override
    public Turn credit(Operation.Credit operation) {
        return subscription("credit");
    }

    @Override
    public Turn unsubscribe(Operation.Unsubscribe operation) {
        return subscription("unsubscribe");
    }

    private static Turn subscription(String operation) {
        return new Turn(
                operation,
                () -> UnavailableOperation.over(
                        "Kafka", operation, "a consumer of the output's topic, which has every message"));
    }

    private static Turn of(Target target, Supplier<CompletionStage<Decision>> decision) {
        return target.route() != null ? ofRoute(target.route(), decision) : new Turn("run " + target.run(), decision);
    }

    private static Turn ofRoute(String route, Supplier<CompletionStage<Decision>> decision) {
        return new Turn("route " + route, decision);
    }
}
