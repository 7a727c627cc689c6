package io.mist.server.desk;

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

/** The desk of one caller. */
record CallerDesk(CallerGate gate, Caller caller) implements Desk {

    @Override
    public List<RouteView> routes() {
        return gate.routes().views();
    }

    @Override
    public RouteView route(String name) {
        return gate.routes().view(name);
    }

    @Override
    public DeployView deploy(DeployRequest request) {
        return gate.routes().deploy(request, caller);
    }

    @Override
    public void undeploy(String route) {
        gate.routes().undeploy(route);
    }

    @Override
    public AutoCloseable onRoutes(Runnable listener) {
        return gate.routes().onChange(listener);
    }

    @Override
    public CompletionStage<RunView> start(StartRequest request) {
        return gate.starts().start(request, caller);
    }

    @Override
    public RunView run(String id) {
        return gate.runs().run(id);
    }

    @Override
    public Desk.RunPage runs(@Nullable String route, @Nullable String state, int limit, @Nullable String after) {
        return gate.runs().runs(route, state, limit, after);
    }

    @Override
    public RunView activeRun(String route) {
        return gate.runs().activeRun(route);
    }

    @Override
    public CompletionStage<RunView> await(String run, Desk.Until until, Duration atMost) {
        return gate.runs().await(run, until, atMost);
    }

    @Override
    public RunView cancel(String run) {
        return gate.runs().cancel(run, caller);
    }

    @Override
    public RunLog log(String run) {
        return gate.runs().log(run);
    }

    @Override
    public AutoCloseable onRun(Consumer<RunView> listener) {
        return gate.runs().onRun(listener);
    }

    @Override
    public LiveView live(LiveRequest.Target target) {
        return gate.live().view(target);
    }

    @Override
    public CompletionStage<LiveView> change(LiveRequest request) {
        return gate.live().change(request, caller);
    }

    @Override
    public CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, @Nullable Long version, Duration atMost) {
        return gate.live().awaitApplied(target, version, atMost);
    }

    @Override
    public LiveVersion.Page history(LiveRequest.Target target, int limit, @Nullable Long before) {
        return gate.live().history(target, limit, before);
    }

    @Override
    public LiveVersion.Difference difference(LiveRequest.Target target, long from, @Nullable Long to) {
        return gate.live().difference(target, from, to);
    }

    @Override
    public AutoCloseable onLive(Consumer<LiveView> listener) {
        return gate.live().onLive(listener);
    }

    @Override
    public CompletionStage<PushView> push(PushRequest request) {
        return gate.channels().push(request);
    }

    @Override
    public Reading read(ReadRequest request) {
        return gate.channels().read(request);
    }

    @Override
    public Publication publication(String reader) {
        return gate.channels().publication(reader);
    }

    @Override
    public OutputSettings outputSettings(ChannelId output) {
        return gate.routes().outputSettings(output);
    }

    @Override
    public InputSettings inputSettings(ChannelId input) {
        return gate.routes().inputSettings(input);
    }

    @Override
    public Map<ChannelId, InputSettings> inputSettings() {
        return gate.routes().inputSettings();
    }

    @Override
    public List<WebhookView> webhooks(String route, String output) {
        return gate.channels().webhooks(route, output);
    }

    @Override
    public AutoCloseable answerWebhooks(Function<ChannelId, List<WebhookView>> answers) {
        return gate.channels().answerWebhooks(answers);
    }

    @Override
    public List<ContextView> contexts() {
        return gate.overview().contexts();
    }

    @Override
    public List<WorkerView> workers() {
        return gate.overview().workers();
    }

    @Override
    public StatusView status() {
        return gate.overview().status();
    }
}
