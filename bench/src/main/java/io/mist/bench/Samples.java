package io.mist.bench;

import java.util.Arrays;
import java.util.Locale;

/** Durations of one kind, in nanoseconds. */
public final class Samples {

    private final long[] sorted;

    @FunctionalInterface
    interface Task {
        void run() throws Exception;
    }

    private Samples(long[] nanos) {
        this.sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    public static Samples of(long[] nanos) {
        return new Samples(nanos);
    }

    /** Times a task so often, after a warm-up that does not count. */
    static Samples of(int warmUp, int counted, Task task) throws Exception {
        for (int i = 0; i < warmUp; i++) {
            task.run();
        }
        long[] nanos = new long[counted];
        for (int i = 0; i < counted; i++) {
            long began = System.nanoTime();
            task.run();
            nanos[i] = System.nanoTime() - began;
        }
        return new Samples(nanos);
    }

    public int count() {
        return sorted.length;
    }

    public double millis(double quantile) {
        int index = (int) Math.min(sorted.length - 1L, Math.round(quantile * (sorted.length - 1)));
        return sorted[index] / 1e6;
    }

    String row(String name, Samples peer) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.1f | %.2f |",
                name,
                millis(0),
                millis(0.5),
                millis(0.9),
                millis(0.99),
                millis(0.5) / peer.millis(0.5));
    }
}
