package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.LiveApplied;
import io.mist.server.config.LiveConfig;
import io.mist.server.feed.Change;
import io.mist.server.feed.ChangeFeed;
import io.mist.server.gate.Caller;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.link.LiveSource;
import io.mist.server.run.Run;
import io.mist.server.run.RunRetention;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The live values of all runs: what they are, have been, and where they are in effect. {@link LiveChanges} changes them. Safe
 * for any thread.
 */
public final class LiveValues implements LiveSource, RunRetention.LiveRows {

    private static final int MAX_HISTORY_PAGE = 1_000;

    private final LiveStore store;
    private final Runs runs;
    private final long maxBytes;
    private final ChangeFeed<LiveUpdate> feed;

    /** @param executor for what a restart of a run makes void */
    public LiveValues(Jdbi jdbi, Runs runs, LiveConfig limits, Executor executor) {
        this.maxBytes = limits.maxBytes();
        this.store = new LiveStore(jdbi, limits);
        this.runs = runs;
        this.feed = new ChangeFeed<>(store);
        runs.onChange(run -> {
            if (run.state() instanceof RunState.Restarting restarting) {
                executor.execute(() -> store.forgetUnnamed(run.id(), restarting.since()));
            }
        });
    }

    /** Stores version 1, of a run that has not been queued yet. */
    public void begin(String run, ObjectNode values, Caller caller) {
        store.begin(run, new LiveStore.Stored(1, runs.now(), user(caller), caller.door(), null, values));
    }

    static String user(Caller caller) {
        String user = caller.user();
        return user == null ? "" : user;
    }

    @Override
    public Values of(String run) {
        LiveStore.Stored newest = newest(run);
        return new Values(newest.version(), newest.values());
    }

    private LiveStore.Stored newest(String run) {
        return store.newest(run)
                .orElseGet(() -> runs.find(run)
                        .map(LiveStateRows::planned)
                        .orElseGet(() ->
                                new LiveStore.Stored(1, Instant.EPOCH, "", "", null, Json.MAPPER.createObjectNode())));
    }

    /** @throws MistException of kind caller, code {@code unknown-run} */
    public LiveView view(String run) {
        return state(run).view();
    }

    public LiveView view(Run run) {
        return view(run.id());
    }

    private LiveState state(String run) {
        return store.state(run).orElseThrow(() -> Runs.unknown(run));
    }

    /**
     * A page of the history, newest first.
     *
     * @param before only older ones; null for the newest
     */
    public LiveVersion.Page history(Run run, int limit, @Nullable Long before) {
        if (limit < 1 || limit > MAX_HISTORY_PAGE) {
            throw MistException.caller(
                    "invalid-query", "limit: " + limit + " (expected: 1 to " + MAX_HISTORY_PAGE + ")");
        }
        LiveStore.Slice slice = store.history(run.id(), limit, before == null ? Long.MAX_VALUE : before);
        List<LiveVersion> versions = Differences.history(slice.stored(), slice.more());
        Long next = slice.more() ? versions.get(versions.size() - 1).version() : null;
        return new LiveVersion.Page(run.id(), run.plan().route(), versions, next);
    }

    /** @param to null for the current version */
    public LiveVersion.Difference difference(Run run, long from, @Nullable Long to) {
        LiveStore.Stored older = require(run, from);
        LiveStore.Stored newer = to == null ? newest(run.id()) : require(run, to);
        return new LiveVersion.Difference(
                run.id(),
                run.plan().route(),
                older.version(),
                newer.version(),
                Differences.between(older.values(), newer.values()));
    }

    /** A version that is kept. */
    LiveStore.Stored require(Run run, long version) {
        return store.find(run.id(), version).orElseThrow(() -> {
            long oldest = store.oldest(run.id());
            long newest = newest(run.id()).version();
            boolean isGone = version > 0 && version < newest;
            return MistException.caller(
                    "unknown-version",
                    "version " + version + " of run " + run.id()
                            + (isGone ? " is not kept any more" : "") + " (expected: " + oldest + " to " + newest
                            + (isGone ? "; see mist.live.history-versions and history-bytes" : "") + ")");
        });
    }

    /** @throws MistException of kind caller, code {@code live-values-too-large} */
    public void requireRoom(ObjectNode values) {
        long bytes = Json.write(values).getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw MistException.caller(
                    "live-values-too-large",
                    "all live values of the run together are " + bytes + " bytes as JSON (expected: at most " + maxBytes
                            + ", mist.live.max-bytes)" + largest(values));
        }
    }

    private static String largest(ObjectNode values) {
        return values.properties().stream()
                .max(Comparator.comparingInt(
                        entry -> Json.write(entry.getValue()).length()))
                .map(entry -> "; the largest is '" + entry.getKey() + "' with about "
                        + Json.write(entry.getValue()).length())
                .orElse("");
    }

    /** A worker reports where a version is in effect, or that a query has ended. */
    public void applied(LiveApplied message) {
        String run = message.getRun();
        OptionalLong number =
                message.getEnded() ? store.forget(run, message.getQuery()) : store.apply(run, application(message));
        number.ifPresent(change -> store.state(run)
                .ifPresent(
                        state -> feed.stored(new Change<>(change, new LiveUpdate(state.run(), state.view(), null)))));
    }

    private static LiveView.Applied application(LiveApplied message) {
        return new LiveView.Applied(
                message.getQuery(),
                message.getVersion(),
                message.hasEpoch() ? message.getEpoch() : null,
                Instant.ofEpochMilli(message.getAtMillis()));
    }

    LiveStore store() {
        return store;
    }

    /** Every new version and every application, in their order. */
    public ChangeFeed<LiveUpdate> feed() {
        return feed;
    }

    /** Calls back after every new version and every application, one at a time: the listener must only take note. */
    public AutoCloseable onChange(Consumer<LiveView> listener) {
        return feed.follow(update -> listener.accept(update.view()));
    }

    @Override
    public void remove(List<String> ended) {
        store.remove(ended);
    }

    @Override
    public int trimChanges(long kept, int most) {
        return store.trimChanges(kept, most);
    }
}
