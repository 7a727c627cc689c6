package io.mist.server.live;

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
import io.mist.server.gate.Caller;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.link.LinkService;
import io.mist.server.link.LiveSource;
import io.mist.server.route.SchemaCheck;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The live values of all runs. A change is checked by the schema here and by the record's constructor in the worker,
 * then stored as the next version, and only then sent to the worker. Safe for any thread.
 */
public final class LiveValues implements LinkService.LiveListener, LiveSource {

    private static final Duration CHECK_WAIT = Duration.ofSeconds(15);
    private static final int MAX_RACES = 20;
    private static final int MAX_HISTORY_PAGE = 1_000;

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

    public LiveValues(Jdbi jdbi, Runs runs, LiveConfig limits, Executor executor) {
        this.maxBytes = limits.maxBytes();
        this.store = new LiveStore(jdbi, limits);
        this.runs = runs;
        this.executor = executor;
        runs.onChange(run -> {
            if (run.state() instanceof RunState.Restarting restarting) {
                executor.execute(() -> store.forgetUnnamed(run.id(), restarting.since()));
            }
        });
    }

    /** To be called once, before the first change. */
    public void sendThrough(Sender way) {
        this.sender = way;
    }

    /** Stores version 1, of a run that has not been queued yet. */
    public void begin(String run, ObjectNode values, Caller caller) {
        store.insert(run, new LiveStore.Stored(1, runs.now(), user(caller), caller.door(), null, values), null);
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
                                null,
                                planned.plan().live()))
                        .orElseGet(() ->
                                new LiveStore.Stored(1, Instant.EPOCH, "", "", null, Json.MAPPER.createObjectNode())));
    }

    public LiveView view(Run run) {
        LiveStore.Stored newest = newest(run.id());
        return new LiveView(
                run.id(),
                run.plan().route(),
                run.state().name(),
                newest.version(),
                newest.values(),
                store.applied(run.id()),
                null);
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

    private LiveStore.Stored require(Run run, long version) {
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

    /** Refuses to wait for a version that no change has made. */
    public void requireMade(Run run, long version) {
        long newest = newest(run.id()).version();
        if (version < 1 || version > newest) {
            throw MistException.caller(
                    "unknown-version",
                    "version " + version + " of run " + run.id() + " (expected: 1 to " + newest + ")");
        }
    }

    /**
     * What a change with the request's key has made of the run before; it may have ended since.
     *
     * @throws MistException of kind caller, code {@code key-reused}, if that was another change
     */
    public Optional<LiveView> made(Run run, LiveRequest request) {
        String key = request.key();
        if (key == null) {
            return Optional.empty();
        }
        return store.madeBy(run.id(), key).map(made -> {
            if (made.content() != null && !made.content().equals(Fingerprint.of(request.change()))) {
                throw MistException.caller(
                        "key-reused",
                        "key '" + key + "' was used for another change of run " + run.id() + ", which made version "
                                + made.version() + " (expected: the same values again, or a new key)");
            }
            return view(run).accepting(made.version());
        });
    }

    /**
     * Makes the next version, unless a change with the request's key has been made.
     *
     * @return complete when the change is stored and on its way; failed with a {@link MistException} if it is refused
     */
    public CompletionStage<LiveView> change(Run run, LiveRequest request, Caller caller) {
        return CompletableFuture.supplyAsync(() -> changeNow(run, request, caller), executor);
    }

    private LiveView changeNow(Run run, LiveRequest request, Caller caller) {
        for (int race = 0; race < MAX_RACES; race++) {
            Optional<LiveView> made = made(run, request);
            if (made.isPresent()) {
                return made.get();
            }
            LiveStore.Stored current = newest(run.id());
            requireVersion(run, current.version(), request.ifVersion());
            ObjectNode values = values(run, current, request.change());
            requireRoom(values);
            check(run, values);
            if (store(run, current, values, request, caller)) {
                long version = current.version() + (values.equals(current.values()) ? 0 : 1);
                return view(run).accepting(version);
            }
        }
        throw MistException.resources("busy", "too many changes of run " + run.id() + " at once; try again");
    }

    private ObjectNode values(Run run, LiveStore.Stored current, LiveRequest.Change change) {
        return change instanceof LiveRequest.Patch patch
                ? MergePatch.merged(current.values(), patch.values())
                : require(run, ((LiveRequest.Rollback) change).to()).values();
    }

    /** @return false if another change came first */
    private boolean store(Run run, LiveStore.Stored current, ObjectNode values, LiveRequest request, Caller caller) {
        LiveStore.Key key =
                request.key() == null ? null : new LiveStore.Key(request.key(), Fingerprint.of(request.change()));
        if (values.equals(current.values())) {
            return store.insertKey(run.id(), key, current.version());
        }
        Long rolledBackTo = request.change() instanceof LiveRequest.Rollback rollback ? rollback.to() : null;
        LiveStore.Stored next = new LiveStore.Stored(
                current.version() + 1, runs.now(), user(caller), caller.door(), rolledBackTo, values);
        if (!store.insert(run.id(), next, key)) {
            return false;
        }
        send(run, next);
        tell(run);
        return true;
    }

    private void requireVersion(Run run, long current, @Nullable Long wanted) {
        if (wanted != null && wanted != current) {
            throw MistException.caller(
                            "version-conflict",
                            "the live values of run " + run.id() + " are at version " + current + " (expected: "
                                    + wanted + "); read them again and decide anew")
                    .with(Json.MAPPER.createObjectNode().set("live", Json.MAPPER.valueToTree(view(run))));
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
        if (message.getEnded()) {
            store.forget(message.getRun(), message.getQuery());
        } else {
            store.applied(
                    message.getRun(),
                    new LiveView.Applied(
                            message.getQuery(),
                            message.getVersion(),
                            message.hasEpoch() ? message.getEpoch() : null,
                            Instant.ofEpochMilli(message.getAtMillis())));
        }
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
