package io.mist.server.gate;

import io.mist.server.gate.message.*;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** STUB until main has the real one. */
public record Desk(Gate gate, Caller caller) {
    public record Starting(String a) {}
    public CompletionStage<RunView> start(Operation.Start s) { return gate.start(new StartRequest(s.route(), s.parameters(), s.key(), caller)); }
    public RunView run(String id) { return gate.run(id); }
    public CompletionStage<RunView> await(String run, Operation.RunWait.Until until, Duration atMost) { return gate.await(run, Gate.Until.valueOf(until.name()), atMost); }
    public RunView cancel(String run) { return gate.cancel(run, caller); }
    public RunView activeRun(String route) { return gate.activeRun(route); }
    public LiveView live(LiveRequest.Target t) { return gate.live(t); }
    public CompletionStage<LiveView> change(LiveRequest.Target t, Operation.ChangeLive c) { return gate.change(new LiveRequest(t, c.change(), c.ifVersion(), null, caller, c.key())); }
    public CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, @Nullable Long version, Duration atMost) { return gate.awaitApplied(target, version, atMost); }
    public LiveVersion.Page history(LiveRequest.Target target, int limit, @Nullable Long before) { return gate.history(target, limit, before); }
    public LiveVersion.Difference difference(LiveRequest.Target target, long from, @Nullable Long to) { return gate.difference(target, from, to); }
    public CompletionStage<PushView> push(Operation.Push p) { return gate.push(new PushRequest(p.route(), p.input(), p.messages(), p.key(), caller)); }
    public ReadRequest resolve(Operation.Selection s) { return ReadRequest.of(gate, s.channel(), s.from(), s.run(), s.envelope(), s.filter()); }
    public io.mist.server.channel.Subscription follow(ReadRequest read, Framing framing, io.mist.server.channel.Broadcasts.Sink sink, Executor loop) { if (Stub.broadcasts == null) { Stub.broadcasts = new io.mist.server.channel.Broadcasts(gate.channels(), com.linecorp.armeria.common.CommonPools.blockingTaskExecutor(), new io.mist.server.channel.Broadcasts.Limits(20_000, 128 << 20)); } return new io.mist.server.channel.Broadcasts(gate.channels(), com.linecorp.armeria.common.CommonPools.blockingTaskExecutor(), new io.mist.server.channel.Broadcasts.Limits(20_000, 128 << 20)).subscribe(read.channel(), read.start(), new View(read.run(), read.filter(), framing), sink, loop); }
    public static final class Stub { public static volatile io.mist.server.channel.Broadcasts broadcasts; }
}
