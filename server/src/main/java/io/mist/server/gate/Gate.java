package io.mist.server.gate;

import io.mist.server.channel.ChannelLog;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one port behind all doors. Safe for any thread; calls may block for as long as a database takes, so not from an
 * event loop. Every refusal is a {@link io.mist.protocol.MistException}, thrown or as the failure of the stage.
 */
public interface Gate {

    List<RouteView> routes();

    RouteView route(String name);

    /**
     * Makes a route, or replaces one that was made this way; refused with {@code breaking-change} if clients of the route
     * may fail afterwards, unless that is accepted.
     */
    DeployView deploy(DeployRequest request);

    /** Removes a route that was made by {@link #deploy}; its runs go on. */
    void undeploy(String route);

    /** Validates and queues a run; complete when the run is stored. */
    CompletionStage<RunView> start(StartRequest request);

    RunView run(String id);

    /**
     * Runs, newest first.
     *
     * @param after the {@code next} of the page before, or null
     */
    RunPage runs(@Nullable String route, @Nullable String state, int limit, @Nullable String after);

    /** The run when it has ended, or is running if that is waited for, or when the time is over. */
    CompletionStage<RunView> await(String run, Until until, Duration atMost);

    /** Asks a run to stop; an ended run is returned as it is. */
    RunView cancel(String run, Caller caller);

    /** The one active run of a route. */
    RunView activeRun(String route);

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

    /** The logs of all channels. To read one, check it with {@link #output} or {@link #input} first. */
    ChannelLog channels();

    /** The channel of a route's output; refuses an unknown route or output, naming those there are. */
    ChannelId output(String route, String output);

    /** The channel of a route's input; refuses an unknown route or input, naming those there are. */
    ChannelId input(String route, String input);

    /** What the route sets for an output; nothing if there is no such route. */
    OutputSettings outputSettings(ChannelId channel);

    /** What the route sets for an input; nothing if there is no such route. */
    InputSettings inputSettings(ChannelId channel);

    /** Everything that routes set for inputs; whether their jobs have these inputs is not known yet. */
    Map<ChannelId, InputSettings> inputSettings();

    /** Calls back, on any thread, after routes were added, changed or removed: the listener must only take note. */
    AutoCloseable onRoutes(Runnable listener);

    /**
     * Validates messages and appends those that are valid to an input's log, in one batch; complete when they are durable.
     * What is invalid is told in {@link PushView#rejected}.
     */
    CompletionStage<PushView> push(PushRequest request);

    /** Calls back after every change of a run's state, one at a time. */
    AutoCloseable onRun(Consumer<RunView> listener);

    /** Calls back after every new version of live values and every application, one at a time. */
    AutoCloseable onLive(Consumer<LiveView> listener);

    default Desk as(Caller caller) { return new Desk(this, caller); }
    default io.mist.server.door.Publication publication(String r) { return new io.mist.server.door.Publication(channels(), r); }

    enum Until {
        RUNNING,
        ENDED
    }

    record RunPage(List<RunView> runs, @Nullable String next) {}
}
