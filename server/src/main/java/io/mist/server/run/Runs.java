package io.mist.server.run;

import io.mist.protocol.MistException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All runs, and the only place where a run's state changes. A change is in the database before anyone hears of it. Safe
 * for any thread; of two that change a run at once, one sees what the other did and decides again.
 */
public final class Runs {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    private final RunStore store;
    private final Clock clock;
    private final List<Consumer<Run>> listeners = new CopyOnWriteArrayList<>();
    private final Object order = new Object();
    /** By run, of those that have changed since this server started and have not ended. */
    private final Map<String, News> untold = new HashMap<>();

    public Runs(Jdbi jdbi, Clock clock) {
        this.store = new RunStore(jdbi);
        this.clock = clock;
    }

    /** A stored run, and whether this call made it. */
    public record Created(Run run, boolean isNew) {}

    /** Stores a new run; the same key on the same route returns the one there is. */
    public Created create(RunPlan plan, String startedBy, @Nullable String key) {
        String id = UUID.randomUUID().toString();
        Instant now = now();
        if (!store.insert(id, startedBy, now, plan, new RunState.Queued(now), key)) {
            return new Created(
                    store.findByKey(plan.route(), String.valueOf(key)).orElseThrow(), false);
        }
        Run run = require(id);
        tell(run);
        return new Created(run, true);
    }

    public Optional<Run> findByKey(String route, String key) {
        return store.findByKey(route, key);
    }

    public Optional<Run> find(String id) {
        return store.find(id);
    }

    /** @throws MistException of kind caller, code {@code unknown-run} */
    public Run require(String id) {
        return store.find(id).orElseThrow(() -> MistException.caller("unknown-run", "no run '" + id + "'"));
    }

    /** Newest first. */
    public List<Run> page(@Nullable String route, @Nullable String state, long before, int limit) {
        return store.page(route, state, before, limit);
    }

    /** What has not ended, oldest first. */
    public List<Run> active() {
        return store.active();
    }

    public Map<String, Long> countByState() {
        return store.countByState();
    }

    /** Stores what {@link Supervision} makes of an event. The caller sees to the effects. */
    public Supervision.Step apply(String id, RunEvent event) {
        return apply(id, run -> Supervision.step(run, event, now()));
    }

    /** Decides again about a run that another thread has changed meanwhile. */
    Supervision.Step apply(String id, Function<Run, Supervision.Step> decision) {
        while (true) {
            Run run = require(id);
            Supervision.Step step = decision.apply(run);
            if (step.run() == run || update(run, step.run())) {
                return step;
            }
        }
    }

    /** @return false if another thread has changed the run meanwhile */
    private boolean update(Run run, Run next) {
        if (!run.state().mayBecome(next.state())) {
            throw new IllegalStateException("run " + run.id() + " cannot go from "
                    + run.state().name() + " to " + next.state().name());
        }
        if (!store.update(next)) {
            return false;
        }
        LOG.info(
                "Run {} of route {}: {} → {}",
                run.id(),
                run.plan().route(),
                run.state().name(),
                next.state().name());
        tell(next);
        return true;
    }

    /** Calls back after every change, one at a time, on the changing thread: the listener must only take note. */
    public AutoCloseable onChange(Consumer<Run> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Two changes are stored one after the other, but the threads that made them may come here the other way round: then
     * the later one waits for the earlier to be told, by its own thread.
     */
    private void tell(Run run) {
        synchronized (order) {
            News news = untold.computeIfAbsent(run.id(), ignored -> new News(run.revision()));
            if (run.revision() >= news.expected) {
                news.waiting.put(run.revision(), run);
            }
            for (Run next = news.next(); next != null; next = news.next()) {
                Run told = next;
                if (told.state().hasEnded()) {
                    untold.remove(told.id());
                }
                listeners.forEach(listener -> listener.accept(told));
            }
        }
    }

    /** What has been stored of one run and not been told. */
    private static final class News {

        private final NavigableMap<Long, Run> waiting = new TreeMap<>();
        private long expected;

        News(long expected) {
            this.expected = expected;
        }

        @Nullable
        Run next() {
            Run next = waiting.remove(expected);
            expected += next == null ? 0 : 1;
            return next;
        }
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
