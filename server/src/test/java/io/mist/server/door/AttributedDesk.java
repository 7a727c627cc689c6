package io.mist.server.door;

import io.mist.server.gate.Caller;
import io.mist.server.gate.ContextView;
import io.mist.server.gate.DeployRequest;
import io.mist.server.gate.DeployView;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.RunLog;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import io.mist.server.gate.StatusView;
import io.mist.server.gate.WebhookView;
import io.mist.server.gate.WorkerView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Publication;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.Reading;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A desk of a test that notes for whom it starts, changes and cancels. */
public record AttributedDesk(Desk desk, Caller caller, List<Caller> callers) implements Desk {

    @Override
    public List<RouteView> routes() {
        return desk.routes();
    }

    @Override
    public RouteView route(String name) {
        return desk.route(name);
    }

    @Override
    public DeployView deploy(DeployRequest request) {
        callers.add(caller);
        return desk.deploy(request);
    }

    @Override
    public void undeploy(String route) {
        desk.undeploy(route);
    }

    @Override
    public AutoCloseable onRoutes(Runnable listener) {
        return desk.onRoutes(listener);
    }

    @Override
    public CompletionStage<RunView> start(StartRequest request) {
        callers.add(caller);
        return desk.start(request);
    }

    @Override
    public RunView run(String id) {
        return desk.run(id);
    }

    @Override
    public Desk.RunPage runs(@Nullable String route, @Nullable String state, int limit, @Nullable String after) {
        return desk.runs(route, state, limit, after);
    }

    @Override
    public RunView activeRun(String route) {
        return desk.activeRun(route);
    }

    @Override
    public CompletionStage<RunView> await(String run, Desk.Until until, Duration atMost) {
        return desk.await(run, until, atMost);
    }

    @Override
    public RunView cancel(String run) {
        callers.add(caller);
        return desk.cancel(run);
    }

    @Override
    public RunLog log(String run) {
        return desk.log(run);
    }

    @Override
    public AutoCloseable onRun(Consumer<RunView> listener) {
        return desk.onRun(listener);
    }

    @Override
    public LiveView live(LiveRequest.Target target) {
        return desk.live(target);
    }

    @Override
    public CompletionStage<LiveView> change(LiveRequest request) {
        callers.add(caller);
        return desk.change(request);
    }

    @Override
    public CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, @Nullable Long version, Duration atMost) {
        return desk.awaitApplied(target, version, atMost);
    }

    @Override
    public LiveVersion.Page history(LiveRequest.Target target, int limit, @Nullable Long before) {
        return desk.history(target, limit, before);
    }

    @Override
    public LiveVersion.Difference difference(LiveRequest.Target target, long from, @Nullable Long to) {
        return desk.difference(target, from, to);
    }

    @Override
    public AutoCloseable onLive(Consumer<LiveView> listener) {
        return desk.onLive(listener);
    }

    @Override
    public CompletionStage<PushView> push(PushRequest request) {
        return desk.push(request);
    }

    @Override
    public Reading read(ReadRequest request) {
        return desk.read(request);
    }

    @Override
    public Publication publication(String reader) {
        return desk.publication(reader);
    }

    @Override
    public OutputSettings outputSettings(ChannelId output) {
        return desk.outputSettings(output);
    }

    @Override
    public InputSettings inputSettings(ChannelId input) {
        return desk.inputSettings(input);
    }

    @Override
    public Map<ChannelId, InputSettings> inputSettings() {
        return desk.inputSettings();
    }

    @Override
    public List<WebhookView> webhooks(String route, String output) {
        return desk.webhooks(route, output);
    }

    @Override
    public AutoCloseable answerWebhooks(Function<ChannelId, List<WebhookView>> answers) {
        return desk.answerWebhooks(answers);
    }

    @Override
    public List<ContextView> contexts() {
        return desk.contexts();
    }

    @Override
    public List<WorkerView> workers() {
        return desk.workers();
    }

    @Override
    public StatusView status() {
        return desk.status();
    }
}
