package io.mist.server.run;

import io.mist.protocol.MistException;
import io.mist.server.feed.Change;
import io.mist.server.feed.ChangeFeed;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All runs, and the only place where a run's state changes. A change is in the database before anyone sees it. Safe for any
 * thread; of two that change a run at once, one sees what the other did and decides again.
 */
public final class Runs {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);

    private final RunStore store;
    private final Clock clock;
    private final ChangeFeed<Run> feed;

    public Runs(Jdbi jdbi, Clock clock) {
        this.store = new RunStore(jdbi);
        this.clock = clock;
        this.feed = new ChangeFeed<>(store);
    }

    /** A stored run, and whether this call made it. */
    public record Created(Run run, boolean isNew) {}

    /** Stores a new run; the same key on the same route returns the one there is. */
    public Created create(RunPlan plan, String startedBy, @Nullable String key) {
        String id = UUID.randomUUID().toString();
        Instant now = now();
        Change<Run> change = store.insert(id, startedBy, now, plan, new RunState.Queued(now), key)
                .orElse(null);
        if (change == null) {
            return new Created(
                    store.findByKey(plan.route(), String.valueOf(key)).orElseThrow(), false);
        }
        feed.stored(change);
        return new Created(change.value(), true);
    }

    public Optional<Run> findByKey(String route, String key) {
        return store.findByKey(route, key);
    }

    public Optional<Run> find(String id) {
        return store.find(id);
    }

    /** @throws MistException of kind caller, code {@code unknown-run} */
    public Run require(String id) {
        return store.find(id).orElseThrow(() -> unknown(id));
    }

    /** Returns an error of the caller, code {@code unknown-run}. */
    public static MistException unknown(String id) {
        return MistException.caller("unknown-run", "no run '" + id + "'");
    }

    /** Newest first. */
    public List<Run> page(@Nullable String route, @Nullable String state, long before, int limit) {
        return store.page(route, state, before, limit);
    }

    /** Returns the runs that have not ended, oldest first. */
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
        Optional<Change<Run>> change = store.update(next);
        change.ifPresent(stored -> {
            LOG.info(
                    "Run {} of route {}: {} → {}",
                    run.id(),
                    run.plan().route(),
                    run.state().name(),
                    next.state().name());
            feed.stored(stored);
        });
        return change.isPresent();
    }

    /** Every state of every run, in its order. */
    public ChangeFeed<Run> feed() {
        return feed;
    }

    /** Calls back with every state of every run, one at a time, on any thread: the listener must only take note. */
    public AutoCloseable onChange(Consumer<Run> listener) {
        return feed.follow(listener);
    }

    /**
     * States of runs after the number of a change, oldest first. A run that has been removed has none; older ones are
     * there as long as they are kept.
     */
    public List<Change<Run>> changes(long after, int limit) {
        return store.after(after, limit);
    }

    /** Ended runs that are too old, then those that are too many; at most so many. */
    List<String> expired(@Nullable Instant endedBefore, int mostEnded, int limit) {
        List<String> old = endedBefore == null ? List.of() : store.endedBefore(endedBefore, limit);
        return old.isEmpty() ? store.endedBeyond(mostEnded, limit) : old;
    }

    /** Removes ended runs, and with them the keys that they were started under. */
    void remove(List<String> ended) {
        store.removeEnded(ended);
    }

    /** @return how many changes were removed, at most {@code most} */
    int trimChanges(long kept, int most) {
        return store.trimChanges(kept, most);
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
