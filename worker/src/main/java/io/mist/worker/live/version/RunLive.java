package io.mist.worker.live.version;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live values of one run on its driver: the newest version, and which version each query's newest micro-batch is
 * pinned to, durably in the query's {@link PinLog}. It reports when a version is in effect at a query, on the thread that has
 * made it so. Safe for any thread; no callback and no I/O is made under its lock.
 */
public final class RunLive {

    private final String run;
    private final Set<String> names;
    private final Map<String, QueryEpochs> queries = new HashMap<>();
    private final Map<String, QueryLog> logs = new ConcurrentHashMap<>();
    /** The versions of DStreams' batches that have not ended, by their times: they queue, and take as long as they like. */
    private final TreeMap<Long, Long> unended = new TreeMap<>();

    private final Version initial;
    private Version newest;
    private @Nullable Version lastRead;
    private @Nullable Consumer<Version> reader;
    private @Nullable Consumer<Effect> listener;

    /**
     * A version has come into effect, or is certain to.
     *
     * @param query the query's id
     * @param version the version that its epochs from this one on see, until the next change
     */
    public record Effect(String query, long version, long epoch) {}

    /** @param names of the live parameters */
    public RunLive(String run, Set<String> names, Version initial) {
        this.run = run;
        this.names = Set.copyOf(names);
        this.initial = initial;
        this.newest = initial;
    }

    public String run() {
        return run;
    }

    public List<String> names() {
        return names.stream().sorted().toList();
    }

    public synchronized Version newest() {
        return newest;
    }

    /**
     * Notifies a batch job's listener of each version that the job reads, when it first reads it, on the reading thread.
     */
    public synchronized void onRead(Consumer<Version> versions) {
        reader = versions;
    }

    /** Notifies a listener once of each version that comes into effect at a query; it must not block. */
    public synchronized void onEffect(Consumer<Effect> reports) {
        listener = reports;
    }

    /** The newest version, which the job reads outside of micro-batches. */
    public Version read() {
        Version version;
        Consumer<Version> notified;
        synchronized (this) {
            version = newest;
            notified = lastRead == null || lastRead.number() < version.number() ? reader : null;
            lastRead = version;
        }
        if (notified != null) {
            notified.accept(version);
        }
        return version;
    }

    /** What a batch job has read last, so that what it sends names what it was made with; for a stream the newest. */
    public synchronized Version lastRead() {
        if (reader == null) {
            return newest;
        }
        return lastRead == null ? initial : lastRead;
    }

    /** Takes a newer version; epochs that are pinned already keep theirs. An older one is ignored. */
    public void change(Version version) {
        raise(version);
        report();
    }

    private synchronized void raise(Version version) {
        if (version.number() > newest.number()) {
            newest = version;
        }
    }

    /**
     * The version of an epoch: what its log says if it was begun before, else the newest, which is then in the log when
     * this returns. A thread that an earlier epoch has left behind gets what its query sees now.
     */
    public Version pin(String query, long epoch, Supplier<PinLog> log) {
        Version known = pinned(query, epoch);
        if (known != null) {
            return known;
        }
        Version version = pinInLog(query, epoch, logs.computeIfAbsent(query, name -> new QueryLog(log)));
        report();
        return version;
    }

    private synchronized @Nullable Version pinned(String query, long epoch) {
        QueryEpochs known = queries.get(query);
        return known == null ? null : known.pinned(epoch);
    }

    /** Only those who plan the same query wait for its log. */
    private Version pinInLog(String query, long epoch, QueryLog queryLog) {
        synchronized (queryLog) {
            // No version below one that an epoch has seen, whatever the server knows.
            PinLog log = queryLog.open(this::raise);
            Version recorded = log.version(epoch);
            Version version = begin(query, epoch, recorded);
            if (recorded == null) {
                log.add(epoch, version);
            }
            stored(query, epoch);
            return version;
        }
    }

    private synchronized Version begin(String query, long epoch, @Nullable Version recorded) {
        Version version = recorded == null ? newest : recorded;
        epochs(query).begin(epoch, version);
        return version;
    }

    private synchronized void stored(String query, long epoch) {
        epochs(query).stored(epoch);
    }

    private QueryEpochs epochs(String query) {
        return queries.computeIfAbsent(query, QueryEpochs::new);
    }

    /**
     * A query has been started; no batch is under way.
     *
     * @param epoch the one that it plans first
     * @param isRepeated whether that epoch was cut off before, so that it may have a version already
     */
    public void started(String query, long epoch, boolean isRepeated) {
        synchronized (this) {
            epochs(query).started(epoch, isRepeated);
        }
        report();
    }

    /** The batch of an epoch has ended; ignored if the query has been forgotten, or was not said to have started. */
    public void ended(String query, long epoch) {
        ifKnown(query, known -> known.ended(epoch));
    }

    /** No batch is under way, as there is nothing to read; the epoch that comes next is known. */
    public void idle(String query, long next) {
        ifKnown(query, known -> known.idle(next));
    }

    private void ifKnown(String query, Consumer<QueryEpochs> change) {
        synchronized (this) {
            QueryEpochs known = queries.get(query);
            if (known == null) {
                return;
            }
            change.accept(known);
        }
        report();
    }

    private void report() {
        List<Effect> news;
        Consumer<Effect> notified;
        synchronized (this) {
            notified = listener;
            if (notified == null) {
                return;
            }
            news = queries.values().stream()
                    .map(query -> query.news(newest.number()))
                    .flatMap(Optional::stream)
                    .toList();
        }
        news.forEach(notified);
    }

    /** The version of a query's newest epoch; the run's newest if it has planned none yet. */
    public synchronized Version seenBy(String query) {
        QueryEpochs known = queries.get(query);
        Version seen = known == null ? null : known.version();
        return seen == null ? newest : seen;
    }

    /** Forgets a query that has ended. Should it be started again, its log knows its epochs. */
    public void forget(String query) {
        logs.remove(query);
        synchronized (this) {
            queries.remove(query);
        }
    }

    /** The newest epoch that a query has planned in this attempt. */
    public synchronized OptionalLong epoch(String query) {
        QueryEpochs known = queries.get(query);
        return known == null ? OptionalLong.empty() : known.epoch();
    }

    /** A batch of DStreams is being made; those that were made before the oldest have ended. */
    public synchronized void begun(long time, Version version, long oldest) {
        unended.headMap(oldest).clear();
        unended.put(time, version.number());
    }

    /**
     * The versions that tasks of micro-batches may need: the newest, that of each query's newest epoch, and those of all
     * batches of DStreams that have not ended.
     */
    public synchronized Set<Long> inUse() {
        Set<Long> inUse = new HashSet<>(unended.values());
        inUse.add(newest.number());
        for (QueryEpochs query : queries.values()) {
            Version version = query.version();
            if (version != null) {
                inUse.add(version.number());
            }
        }
        return inUse;
    }

    /** A query's log, opened when its first epoch is planned. */
    private static final class QueryLog {

        private final Supplier<PinLog> opener;
        private @Nullable PinLog log;

        QueryLog(Supplier<PinLog> opener) {
            this.opener = opener;
        }

        PinLog open(Consumer<Version> seen) {
            PinLog known = log;
            if (known == null) {
                known = opener.get();
                Version newest = known.newest();
                if (newest != null) {
                    seen.accept(newest);
                }
                log = known;
            }
            return known;
        }
    }
}
