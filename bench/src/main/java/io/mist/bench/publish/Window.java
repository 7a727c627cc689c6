package io.mist.bench.publish;

import io.mist.bench.process.Cpu;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What was counted between two moments.
 *
 * @param cpuMicros of all processes of the side, per message
 */
record Window(double perSecond, double cpuMicros) {

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    @FunctionalInterface
    interface Count {
        long now() throws Exception;
    }

    private record Mark(long nanos, long count, double cpuMillis) {}

    /** Begins and ends just when the count has grown, so that a batch is counted whole or not at all. */
    static Window over(Count count, List<Long> processes, int seconds) throws Exception {
        Mark from = growth(count, processes);
        TimeUnit.SECONDS.sleep(seconds);
        Mark to = growth(count, processes);
        long messages = to.count() - from.count();
        return new Window(
                messages * 1e9 / (to.nanos() - from.nanos()), (to.cpuMillis() - from.cpuMillis()) * 1000 / messages);
    }

    private static Mark growth(Count count, List<Long> processes) throws Exception {
        long before = count.now();
        long began = System.nanoTime();
        while (true) {
            long now = count.now();
            long nanos = System.nanoTime();
            if (now > before) {
                return new Mark(nanos, now, Cpu.millis(processes));
            }
            if (nanos - began > PATIENCE) {
                throw new IllegalStateException("no message for " + TimeUnit.NANOSECONDS.toSeconds(PATIENCE) + " s");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
