package io.mist.worker.live;

import java.util.ArrayList;
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
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The live values of one run on its driver: the newest version, and which version each query's newest micro-batch is
 * pinned to, durably in the query's {@link PinLog}. Safe for any thread; no callback and no I/O is made under its lock.
 */
public final class RunLive {

    private final String run;
    private final Map<String, LiveType> types;
    private final Map<String, Pin> pins = new HashMap<>();
    private final Map<String, QueryLog> logs = new ConcurrentHashMap<>();
    /** The versions of DStreams' batches that have not ended, by their times: they queue, and take as long as they like. */
    private final TreeMap<Long, Long> unended = new TreeMap<>();

    private final Map<String, Long> reported = new HashMap<>();
    private final Version initial;
    private Version newest;
    private @Nullable Version lastRead;
    private @Nullable Consumer<Version> reader;

    /**
     * @param query the query's name or id
     * @param version the version that its epochs from this one on see, until the next change
     */
    public record Applied(String query, long version, long epoch) {}

    /**
     * @param since the first epoch of this attempt that has the version
     * @param isDurable whether the epoch is certain to see the version, also after a crash
     */
    private record Pin(long epoch, Version version, long since, boolean isDurable) {}

    public RunLive(String run, Map<String, LiveType> types, Version initial) {
        this.run = run;
        this.types = Map.copyOf(types);
        this.initial = initial;
        this.newest = initial;
    }

    public String run() {
        return run;
    }

    /** How a live parameter stands in a plan, or null if there is none of that name. */
    @Nullable
    LiveType type(String name) {
        return types.get(name);
    }

    List<String> names() {
        return types.keySet().stream().sorted().toList();
    }

    public synchronized Version newest() {
        return newest;
    }

    /**
     * Of a batch job: from now on told of each version that the job reads, when it first reads it, on the reading thread.
     */
    public synchronized void onRead(Consumer<Version> listener) {
        reader = listener;
    }

    /** The newest version, which the job reads outside of micro-batches. */
    Version read() {
        Version version;
        Consumer<Version> told;
        synchronized (this) {
            version = newest;
            told = lastRead == null || lastRead.number() < version.number() ? reader : null;
            lastRead = version;
        }
        if (told != null) {
            told.accept(version);
        }
        return version;
    }

    /** What a batch job has read last, so that what it sends names what it was made with; for a stream the newest. */
    synchronized Version lastRead() {
        if (reader == null) {
            return newest;
        }
        return lastRead == null ? initial : lastRead;
    }

    /** Takes a newer version; epochs that are pinned already keep theirs. An older one is ignored. */
    public synchronized void change(Version version) {
        if (version.number() > newest.number()) {
            newest = version;
        }
    }

    /**
     * The version of an epoch: what its log says if it was begun before, else the newest, which is then in the log when
     * this returns. A thread that an earlier epoch has left behind gets what its query sees now.
     */
    Version pin(String query, long epoch, Supplier<PinLog> log) {
        Pin known = pinned(query);
        return known != null && known.isDurable && known.epoch >= epoch
                ? known.version
                : pinInLog(query, epoch, logs.computeIfAbsent(query, name -> new QueryLog(log)));
    }

    /** Only those who plan the same query wait for its log. */
    private Version pinInLog(String query, long epoch, QueryLog queryLog) {
        synchronized (queryLog) {
            PinLog log = queryLog.open(this::atLeast);
            Version recorded = log.version(epoch);
            Pin begun = begin(query, epoch, recorded);
            if (recorded == null) {
                log.add(epoch, begun.version);
            }
            begunDurably(query, begun);
            return begun.version;
        }
    }

    private synchronized Pin begin(String query, long epoch, @Nullable Version recorded) {
        Version version = recorded == null ? newest : recorded;
        Pin last = pins.get(query);
        long since = last != null && last.version.number() == version.number() ? last.since : epoch;
        Pin begun = new Pin(epoch, version, since, false);
        pins.put(query, begun);
        return begun;
    }

    private synchronized void begunDurably(String query, Pin begun) {
        pins.put(query, new Pin(begun.epoch, begun.version, begun.since, true));
    }

    private synchronized @Nullable Pin pinned(String query) {
        return pins.get(query);
    }

    /** The version of a query's newest epoch; the run's newest if it has planned none yet. */
    Version seenBy(String query) {
        Pin pin = pinned(query);
        return pin == null ? newest() : pin.version;
    }

    /** No version below one that an epoch has seen, whatever the server knows. */
    private void atLeast(Version seen) {
        change(seen);
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

    /** What has come into effect at a query and was not returned before. */
    public synchronized Optional<Applied> newlyApplied(String query) {
        Pin pin = pins.get(query);
        if (pin == null || !pin.isDurable || reported.getOrDefault(query, 0L) >= pin.version.number()) {
            return Optional.empty();
        }
        reported.put(query, pin.version.number());
        return Optional.of(new Applied(query, pin.version.number(), pin.since));
    }

    /**
     * What is certain to come into effect at a query that has no batch under way: its next epoch takes the newest
     * version or a later one.
     *
     * @param firstEpoch the query's next epoch, if it has planned none yet; negative if unknown
     */
    public synchronized Optional<Applied> certainlyNext(String query, LongSupplier firstEpoch) {
        Pin pin = pins.get(query);
        long epoch = pin == null ? firstEpoch.getAsLong() : pin.epoch + 1;
        if (epoch < 0 || reported.getOrDefault(query, 0L) >= newest.number()) {
            return Optional.empty();
        }
        reported.put(query, newest.number());
        return Optional.of(new Applied(query, newest.number(), epoch));
    }

    /** Whether a query has yet to report the newest version. */
    public synchronized boolean isBehind(String query) {
        return reported.getOrDefault(query, 0L) < newest.number();
    }

    /** A query has ended. Should it be started again, its log knows its epochs. */
    public void forget(String query) {
        logs.remove(query);
        synchronized (this) {
            pins.remove(query);
            reported.remove(query);
        }
    }

    /** The newest epoch that a query has planned in this attempt. */
    public synchronized OptionalLong epoch(String query) {
        Pin pin = pins.get(query);
        return pin == null ? OptionalLong.empty() : OptionalLong.of(pin.epoch);
    }

    /** A batch of DStreams is being made; those that were made before the oldest have ended. */
    synchronized void begun(long time, Version version, long oldest) {
        unended.headMap(oldest).clear();
        unended.put(time, version.number());
    }

    /**
     * The versions that tasks of micro-batches may ask for: the newest, that of each query's newest epoch, and those of all
     * batches of DStreams that have not ended.
     */
    synchronized Set<Long> inUse() {
        Set<Long> inUse = new HashSet<>(unended.values());
        inUse.add(newest.number());
        pins.values().forEach(pin -> inUse.add(pin.version.number()));
        return inUse;
    }

    synchronized List<String> queries() {
        return new ArrayList<>(pins.keySet());
    }
}
