package io.mist.worker.live.carry;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM keeps of live values, so that a version is fetched and read once for all tasks. The entries
 * used least recently go when there are too many. By hand, as a cache of a library would travel in the worker's jar. Safe for any thread; what is made is made without the cache's lock.
 */
final class ValueCache {

    static final int MOST = 64;

    /** Counted as JSON or as Spark's rows; Java objects take a few times as much. The entry used last is always kept. */
    static final long MOST_BYTES = 64L << 20;

    /** Static, as all tasks of a JVM share it, and Spark gives them no object of that JVM. */
    private static final Map<String, Entry<?>> ENTRIES = new LinkedHashMap<>(16, 0.75f, true);

    private ValueCache() {}

    /** @param bytes that the value was made of */
    record Content<T>(T value, long bytes) {}

    /** Makes its value once; other callers wait for it. */
    private static final class Entry<T> {

        private @Nullable Content<T> made;
        /** Guarded by the cache. */
        private long bytes;

        synchronized Content<T> made(Supplier<Content<T>> make) {
            Content<T> known = made;
            if (known == null) {
                known = make.get();
                made = known;
            }
            return known;
        }
    }

    /** @param make called if there is no entry; what it throws goes to the caller, and the next caller tries again */
    @SuppressWarnings("unchecked")
    static <T> T of(String key, Supplier<Content<T>> make) {
        Entry<T> entry;
        synchronized (ENTRIES) {
            entry = (Entry<T>) ENTRIES.computeIfAbsent(key, ignored -> new Entry<T>());
        }
        Content<T> made = entry.made(make);
        synchronized (ENTRIES) {
            entry.bytes = made.bytes();
            trim();
        }
        return made.value();
    }

    private static void trim() {
        long bytes = ENTRIES.values().stream().mapToLong(entry -> entry.bytes).sum();
        Iterator<Entry<?>> eldest = ENTRIES.values().iterator();
        while (ENTRIES.size() > 1 && (ENTRIES.size() > MOST || bytes > MOST_BYTES)) {
            bytes -= eldest.next().bytes;
            eldest.remove();
        }
    }
}
