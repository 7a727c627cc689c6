package io.mist.cli.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The alerts received, counted by version of the live values. Safe for use by several threads. */
final class AlertCounts {

    /** How many ids are remembered to find duplicates; later alerts are only counted. */
    static final int MAX_IDS = 1_000_000;

    private final Map<Long, Long> counts = new HashMap<>();
    private final Map<Long, Long> firstEpochs = new HashMap<>();
    private final Map<Long, Long> lastEpochs = new HashMap<>();
    private final Map<Long, String> words = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private long total;
    private long duplicates;
    private long unexpected;
    private @Nullable String broken;

    /** Sets the word that the lines under a version must contain. */
    synchronized void expect(long version, String word) {
        words.put(version, word.toLowerCase(Locale.ROOT));
    }

    synchronized void add(Alert alert) {
        total++;
        counts.merge(alert.version(), 1L, Long::sum);
        firstEpochs.merge(alert.version(), alert.epoch(), Math::min);
        lastEpochs.merge(alert.version(), alert.epoch(), Math::max);
        if (ids.contains(alert.id())) {
            duplicates++;
        } else if (ids.size() < MAX_IDS) {
            ids.add(alert.id());
        }
        String word = words.get(alert.version());
        if (word == null || !alert.text().toLowerCase(Locale.ROOT).contains(word)) {
            unexpected++;
        }
        notifyAll();
    }

    /** No more alerts will come, for this reason. */
    synchronized void breakOff(String why) {
        broken = why;
        notifyAll();
    }

    /**
     * Waits until that many alerts have come.
     *
     * @return false if the time is over before
     */
    synchronized boolean awaitTotal(long wanted, long atMostMillis) throws InterruptedException {
        long end = System.nanoTime() + atMostMillis * 1_000_000;
        while (total < wanted) {
            if (broken != null) {
                throw new DemoFailure("the stream of alerts ended: " + broken);
            }
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized long total() {
        return total;
    }

    synchronized long count(long version) {
        return counts.getOrDefault(version, 0L);
    }

    /** The first epoch with an alert under that version; -1 if there is none. */
    synchronized long firstEpoch(long version) {
        return firstEpochs.getOrDefault(version, -1L);
    }

    synchronized long lastEpoch(long version) {
        return lastEpochs.getOrDefault(version, -1L);
    }

    /** Alerts with an id that had been seen. */
    synchronized long duplicates() {
        return duplicates;
    }

    /** Alerts without the word of their version, or under an unknown version. */
    synchronized long unexpected() {
        return unexpected;
    }
}
