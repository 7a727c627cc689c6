package io.mist.server.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Failures;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.ChangeLive;
import io.mist.protocol.wire.CheckLive;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.config.LiveConfig;
import io.mist.server.door.Caller;
import io.mist.server.door.LiveRequest;
import io.mist.server.door.LiveVersion;
import io.mist.server.door.LiveView;
import io.mist.server.pool.LinkService;
import io.mist.server.pool.Pool;
import io.mist.server.route.SchemaCheck;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The live values of all runs. A change is checked by the schema here and by the record's constructor in the worker,
 * then stored as the next version, and only then sent to the worker. Safe for any thread.
 */
public final class LiveValues implements LinkService.LiveListener, Pool.LiveSource {

    private static final Duration CHECK_WAIT = Duration.ofSeconds(15);
    private static final int MAX_RACES = 20;
    private static final int HISTORY = 1_000;

    private final LiveStore store;
    private final Runs runs;
    private final Executor executor;
    private final long maxBytes;
    private final Map<String, CompletableFuture<List<Problem>>> checks = new ConcurrentHashMap<>();
    private final List<Consumer<LiveView>> listeners = new CopyOnWriteArrayList<>();
    private final Object order = new Object();
    private volatile @Nullable Sender sender;

    /** The way to the worker that a run is on. */
    @FunctionalInterface
    public interface Sender {
        /** @return false if the worker cannot be reached now */
        boolean send(Run run, ToWorker message);
    }

    public LiveValues(Jdbi jdbi, Runs runs, Executor executor) {
        this(jdbi, runs, executor, LiveConfig.DEFAULT_MAX_BYTES);
    }

    /** @param maxBytes of all live values of a run together, as JSON */
    public LiveValues(Jdbi jdbi, Runs runs, Executor executor, long maxBytes) {
        this.maxBytes = maxBytes;
        this.store = new LiveStore(jdbi);
        this.runs = runs;
        this.executor = executor;
    }

    /** To be called once, before the first change. */
    public void sendThrough(Sender way) {
        this.sender = way;
    }

    /** Stores version 1, of a run that has not been queued yet. */
    public void begin(String run, ObjectNode values, Caller caller) {
        store.insert(run, new LiveStore.Stored(1, runs.now(), user(caller), caller.door(), values), null);
    }

    private static String user(Caller caller) {
        String user = caller.user();
        return user == null ? "" : user;
    }

    @Override
    public Values of(String run) {
        LiveStore.Stored newest = newest(run);
        return new Values(newest.version(), newest.values());
    }

    /** A run whose server died right after it was stored has no version yet: its first is what it was planned with. */
    private LiveStore.Stored newest(String run) {
        return store.newest(run)
                .orElseGet(() -> runs.find(run)
                        .map(planned -> new LiveStore.Stored(
                                1,
                                planned.created(),
                                planned.startedBy(),
                                "",
                                planned.plan().live()))
                        .orElseGet(
                                () -> new LiveStore.Stored(1, Instant.EPOCH, "", "", Json.MAPPER.createObjectNode())));
    }

    public LiveView view(Run run) {
        LiveStore.Stored newest = newest(run.id());
        return new LiveView(
                run.id(), run.plan().route(), newest.version(), newest.values(), store.applied(run.id()), null);
    }

    public List<LiveVersion> history(Run run) {
        List<LiveStore.Stored> stored = store.history(run.id(), HISTORY);
        List<LiveVersion> history = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            LiveStore.Stored one = stored.get(i);
            ObjectNode before = i + 1 < stored.size() ? stored.get(i + 1).values() : Json.MAPPER.createObjectNode();
            history.add(
                    new LiveVersion(one.version(), one.at(), one.by(), one.door(), difference(before, one.values())));
        }
        return history;
    }

    private static ObjectNode difference(ObjectNode from, ObjectNode to) {
        ObjectNode changed = Json.MAPPER.createObjectNode();
        to.fieldNames().forEachRemaining(name -> {
            if (!to.get(name).equals(from.get(name))) {
                ObjectNode entry = changed.putObject(name);
                entry.set("from", from.path(name).isMissingNode() ? null : from.get(name));
                entry.set("to", to.get(name));
            }
        });
        from.fieldNames().forEachRemaining(name -> {
            if (!to.has(name)) {
                changed.putObject(name).<ObjectNode>set("from", from.get(name)).putNull("to");
            }
        });
        return changed;
    }

    /** What a change with this key has made of the run before; it may have ended since. */
    public Optional<LiveView> made(Run run, @Nullable String key) {
        OptionalLong version = key == null ? OptionalLong.empty() : store.versionOf(run.id(), key);
        return version.isPresent() ? Optional.of(accepted(run, version.getAsLong())) : Optional.empty();
    }

    /**
     * Makes the next version out of the request's merge patch, unless a change with its key has been made.
     *
     * @return complete when the change is stored and on its way; failed with a {@link MistException} if it is refused
     */
    public CompletionStage<LiveView> change(Run run, LiveRequest request) {
        return CompletableFuture.supplyAsync(
                () -> changeNow(run, values -> merged(values, request.patch()), request), executor);
    }

    /** As {@link #change}, to exactly the values of an earlier version. */
    public CompletionStage<LiveView> rollback(Run run, long toVersion, LiveRequest request) {
        return CompletableFuture.supplyAsync(
                () -> {
                    LiveStore.Stored target = store.find(run.id(), toVersion)
                            .orElseThrow(() -> MistException.caller(
                                    "unknown-version",
                                    "version " + toVersion + " of run " + run.id() + " (expected: 1 to "
                                            + newest(run.id()).version() + ")"));
                    return changeNow(run, values -> target.values(), request);
                },
                executor);
    }

    private LiveView changeNow(Run run, UnaryOperator<ObjectNode> change, LiveRequest request) {
        for (int race = 0; race < MAX_RACES; race++) {
            Optional<LiveView> made = made(run, request.key());
            if (made.isPresent()) {
                return made.get();
            }
            LiveStore.Stored current = newest(run.id());
            requireVersion(run, current.version(), request.ifVersion());
            ObjectNode values = change.apply(current.values());
            requireRoom(values);
            check(run, values);
            if (store(run, current, values, request)) {
                long version = current.version() + (values.equals(current.values()) ? 0 : 1);
                return accepted(run, version);
            }
        }
        throw MistException.resources("busy", "too many changes of run " + run.id() + " at once; try again");
    }

    /** @return false if another change came first */
    private boolean store(Run run, LiveStore.Stored current, ObjectNode values, LiveRequest request) {
        if (values.equals(current.values())) {
            return store.insertKey(run.id(), request.key(), current.version());
        }
        Caller caller = request.caller();
        LiveStore.Stored next =
                new LiveStore.Stored(current.version() + 1, runs.now(), user(caller), caller.door(), values);
        if (!store.insert(run.id(), next, request.key())) {
            return false;
        }
        send(run, next);
        tell(run);
        return true;
    }

    private LiveView accepted(Run run, long version) {
        LiveView view = view(run);
        return new LiveView(view.run(), view.route(), view.version(), view.values(), view.applied(), version);
    }

    private static void requireVersion(Run run, long current, @Nullable Long wanted) {
        if (wanted != null && wanted != current) {
            throw MistException.caller(
                    "version-conflict",
                    "the live values of run " + run.id() + " are at version " + current + " (expected: " + wanted
                            + "); read them again and decide anew");
        }
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

    private static ObjectNode merged(ObjectNode values, ObjectNode patch) {
        ObjectNode merged = values.deepCopy();
        mergeInto(merged, patch);
        return merged;
    }

    /** JSON merge patch, RFC 7396. */
    private static void mergeInto(ObjectNode target, ObjectNode patch) {
        patch.fields().forEachRemaining(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                target.remove(entry.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode inner = target.get(entry.getKey()) instanceof ObjectNode there
                        ? there
                        : target.putObject(entry.getKey());
                mergeInto(inner, object);
            } else {
                target.set(entry.getKey(), value);
            }
        });
    }

    private void check(Run run, ObjectNode values) {
        List<Problem> problems = SchemaCheck.problems(run.plan().contract().live(), values, "live parameter");
        if (problems.isEmpty()) {
            problems = checkInWorker(run, values);
        }
        if (!problems.isEmpty()) {
            throw MistException.caller(
                    "invalid-live-values",
                    problems.size() == 1
                            ? "1 problem with the live values"
                            : problems.size() + " problems with the live values",
                    problems);
        }
    }

    private List<Problem> checkInWorker(Run run, ObjectNode values) {
        String request = UUID.randomUUID().toString();
        CompletableFuture<List<Problem>> answer = new CompletableFuture<>();
        checks.put(request, answer);
        try {
            boolean sent = through()
                    .send(
                            runs.require(run.id()),
                            ToWorker.newBuilder()
                                    .setCheckLive(CheckLive.newBuilder()
                                            .setRequest(request)
                                            .setRun(run.id())
                                            .setLive(Json.write(values)))
                                    .build());
            if (!sent) {
                throw away(run, null);
            }
            return answer.get(CHECK_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(run, e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw away(run, e);
        } finally {
            checks.remove(request);
        }
    }

    private static MistException away(Run run, @Nullable Exception cause) {
        MistException error = MistException.resources(
                "worker-away", "the worker of run " + run.id() + " cannot be reached now; try again in a moment");
        return cause == null ? error : error.causedBy(cause);
    }

    private void send(Run run, LiveStore.Stored next) {
        // A worker that is away, and a run that is restarted, get the newest version when they come back.
        through()
                .send(
                        runs.require(run.id()),
                        ToWorker.newBuilder()
                                .setChangeLive(ChangeLive.newBuilder()
                                        .setRun(run.id())
                                        .setVersion(next.version())
                                        .setLive(Json.write(next.values())))
                                .build());
    }

    private Sender through() {
        Sender way = sender;
        if (way == null) {
            throw new IllegalStateException("live values are changed before the server is wired");
        }
        return way;
    }

    @Override
    public void checked(LiveChecked answer) {
        CompletableFuture<List<Problem>> waiting = checks.get(answer.getRequest());
        if (waiting != null) {
            waiting.complete(Failures.fromWire(answer.getProblemsList()));
        }
    }

    @Override
    public void applied(LiveApplied message) {
        store.applied(
                message.getRun(),
                new LiveView.Applied(
                        message.getQuery(),
                        message.getVersion(),
                        message.getEpoch(),
                        Instant.ofEpochMilli(message.getAtMillis())));
        runs.find(message.getRun()).ifPresent(this::tell);
    }

    private void tell(Run run) {
        synchronized (order) {
            LiveView view = view(run);
            listeners.forEach(listener -> listener.accept(view));
        }
    }

    /** Calls back after every new version and every application, one at a time: the listener must only take note. */
    public AutoCloseable onChange(Consumer<LiveView> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Whether a run's live values can be changed, now or soon. */
    public static void requireChangeable(Run run) {
        if (run.state().hasEnded()) {
            throw MistException.caller(
                    "run-ended",
                    "run " + run.id() + " is " + run.state().name() + " since "
                            + run.state().since() + "; live values of an ended run cannot be changed");
        }
        if (run.state() instanceof RunState.Cancelling) {
            throw MistException.caller("run-ended", "run " + run.id() + " is being cancelled");
        }
    }
}
