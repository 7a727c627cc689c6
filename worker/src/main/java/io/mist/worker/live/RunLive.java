package io.mist.worker.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The live values of one run on its driver: the newest version, and which version each query's newest micro-batch is
 * pinned to. Safe for any thread; no callback is made under its lock.
 */
public final class RunLive {

    private final String run;
    private final Map<String, LiveType> types;
    private final Map<String, Pin> pins = new HashMap<>();
    private final Map<String, Long> reported = new HashMap<>();
    private Version newest;

    /**
     * @param query the query's name or id
     * @param version the version that its epochs from this one on see, until the next change
     */
    public record Applied(String query, long version, long epoch) {}

    private record Pin(long epoch, Version version) {}

    public RunLive(String run, Map<String, LiveType> types, Version initial) {
        this.run = run;
        this.types = Map.copyOf(types);
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

    /** Takes a newer version; epochs that are pinned already keep theirs. An older one is ignored. */
    public synchronized void change(Version version) {
        if (version.number() > newest.number()) {
            newest = version;
        }
    }

    /**
     * The version of an epoch: the newest when the epoch is first planned, and that same one however often it is
     * planned again.
     */
    synchronized Version pin(String query, long epoch) {
        Pin pin = pins.get(query);
        if (pin != null && pin.epoch >= epoch) {
            return pin.version;
        }
        pins.put(query, new Pin(epoch, newest));
        return newest;
    }

    /** What has come into effect at a query and was not returned before. */
    public synchronized Optional<Applied> newlyApplied(String query) {
        Pin pin = pins.get(query);
        if (pin == null || reported.getOrDefault(query, 0L) >= pin.version.number()) {
            return Optional.empty();
        }
        reported.put(query, pin.version.number());
        return Optional.of(new Applied(query, pin.version.number(), pin.epoch));
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

    /** The newest epoch that a query has planned in this attempt. */
    public synchronized OptionalLong epoch(String query) {
        Pin pin = pins.get(query);
        return pin == null ? OptionalLong.empty() : OptionalLong.of(pin.epoch);
    }

    /** The versions that tasks of micro-batches may ask for: that of each query's newest epoch, and the newest. */
    synchronized Set<Long> inUse() {
        Set<Long> inUse = new HashSet<>(Set.of(newest.number()));
        pins.values().forEach(pin -> inUse.add(pin.version.number()));
        return inUse;
    }

    synchronized List<String> queries() {
        return new ArrayList<>(pins.keySet());
    }
}
