package io.mist.server.gate;

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

/**
 * Everything that a door does for one caller. Safe for any thread; calls may block for as long as a database takes, so not
 * from an event loop. Every rejection is a {@link io.mist.protocol.MistException}, thrown or as the failure of the
 * stage.
 */
public interface Desk {

    // Routes.

    List<RouteView> routes();

    RouteView route(String name);

    /**
     * Makes a route, or replaces one that was made this way; rejected with {@code breaking-change} if clients of the
     * route may fail afterwards, unless that is accepted.
     */
    DeployView deploy(DeployRequest request);

    /** Removes a route that was made by {@link #deploy}; its runs continue. */
    void undeploy(String route);

    /** Calls back, on any thread, after routes were added, changed or removed: the listener must only take note. */
    AutoCloseable onRoutes(Runnable listener);

    // Runs.

    /** Validates and queues a run; complete when the run is stored. */
    CompletionStage<RunView> start(StartRequest request);

    RunView run(String id);

    /**
     * Runs, newest first.
     *
     * @param after the {@code next} of the page before, or null
     */
    RunPage runs(@Nullable String route, @Nullable String state, int limit, @Nullable String after);

    /** The one active run of a route. */
    RunView activeRun(String route);

    /** The run when it has ended, or is running if that is waited for, or when the time is over. */
    CompletionStage<RunView> await(String run, Until until, Duration atMost);

    /** Asks a run to stop; an ended run is returned as it is. */
    RunView cancel(String run);

    RunLog log(String run);

    /** Calls back after every change of a run's state, one at a time. */
    AutoCloseable onRun(Consumer<RunView> listener);

    // Live values.

    LiveView live(LiveRequest.Target target);

    /** Complete when the change is durable, or applied if that is waited for; {@link LiveView#accepted} is set. */
    CompletionStage<LiveView> change(LiveRequest request);

    /**
     * The live values when a version is applied, the run has ended or the time is over; {@link LiveView#accepted} is the
     * version.
     *
     * @param version null for the current one
     */
    CompletionStage<LiveView> awaitApplied(LiveRequest.Target target, @Nullable Long version, Duration atMost);

    /**
     * Versions of live values, newest first; a page has fewer where they are large.
     *
     * @param before the {@code next} of the page before, or null
     */
    LiveVersion.Page history(LiveRequest.Target target, int limit, @Nullable Long before);

    /**
     * What differs between two versions.
     *
     * @param to null for the current one
     */
    LiveVersion.Difference difference(LiveRequest.Target target, long from, @Nullable Long to);

    /** Calls back after every new version of live values and every application, one at a time. */
    AutoCloseable onLive(Consumer<LiveView> listener);

    // Channels.

    /**
     * Validates messages and appends those that are valid to an input's log, in one batch; complete when they are durable.
     * Invalid ones are in {@link PushView#rejected}.
     */
    CompletionStage<PushView> push(PushRequest request);

    /** Opens a channel for reading; rejects an unknown route or channel, naming those there are. */
    Reading read(ReadRequest request);

    /**
     * The channels for a door that publishes them itself.
     *
     * @param reader under this name its cursors are kept
     */
    Publication publication(String reader);

    /** Returns the route's settings of an output; none if there is no such route. */
    OutputSettings outputSettings(ChannelId output);

    /** Returns the route's settings of an input; none if there is no such route. */
    InputSettings inputSettings(ChannelId input);

    /** Everything that routes set for inputs; whether their jobs have these inputs is not known yet. */
    Map<ChannelId, InputSettings> inputSettings();

    /** How the webhooks of an output are doing. */
    List<WebhookView> webhooks(String route, String output);

    /** From now on {@link #webhooks} has these answers: the door that delivers to webhooks knows how they are doing. */
    AutoCloseable answerWebhooks(Function<ChannelId, List<WebhookView>> answers);

    // Operations.

    List<ContextView> contexts();

    List<WorkerView> workers();

    /** The server as a whole, without its doors. */
    StatusView status();

    enum Until {
        RUNNING,
        ENDED
    }

    record RunPage(List<RunView> runs, @Nullable String next) {}
}
