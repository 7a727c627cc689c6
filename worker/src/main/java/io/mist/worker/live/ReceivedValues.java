package io.mist.worker.live;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this JVM keeps of live values, so that a version is fetched and read once, however many tasks ask for it. Those
 * used least recently go when there is too much. Safe for any thread; what is made is made without the cache's lock.
 */
final class ReceivedValues {

    static final int MOST = 64;

    /** As JSON or as Spark's rows; in Java they take some times as much. The one used last is kept, whatever it is. */
    static final long MOST_BYTES = 64L << 20;

    private static final Map<String, Entry<?>> ENTRIES = new LinkedHashMap<>(16, 0.75f, true);

    private ReceivedValues() {}

    /** @param bytes that it was made of */
    record Made<T>(T value, long bytes) {}

    /** Makes its value once; who comes meanwhile waits for it. */
    private static final class Entry<T> {

        private @Nullable Made<T> made;
        /** Guarded by the cache. */
        private long bytes;

        synchronized Made<T> made(Supplier<Made<T>> make) {
            Made<T> known = made;
            if (known == null) {
                known = make.get();
                made = known;
            }
            return known;
        }
    }

    /** @param make called if it is not there; what it throws goes to the caller, and the next one tries again */
    @SuppressWarnings("unchecked")
    static <T> T of(String key, Supplier<Made<T>> make) {
        Entry<T> entry;
        synchronized (ENTRIES) {
            entry = (Entry<T>) ENTRIES.computeIfAbsent(key, ignored -> new Entry<T>());
        }
        Made<T> made = entry.made(make);
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
