package io.mist.bench.change;

import java.util.ArrayList;
import java.util.List;

/**
 * What one side did in one turn; times in nanoseconds.
 *
 * @param latencies from each event to its first alert
 * @param cpuMillis of its processes; 0 if they are not always the same
 */
record Turn(List<Change> changes, List<Long> latencies, Outputs.Counts counts, double cpuMillis) {

    /**
     * @param accepted from the acceptance to the first alert with the new filter
     * @param asked from the request to it
     * @param pause the longest time without an alert meanwhile
     */
    record Change(long accepted, long asked, long pause) {}

    static Turn of(List<Turn> turns) {
        List<Change> changes = new ArrayList<>();
        List<Long> latencies = new ArrayList<>();
        long events = 0;
        long lost = 0;
        long doubled = 0;
        long mixed = 0;
        double cpuMillis = 0;
        for (Turn turn : turns) {
            changes.addAll(turn.changes);
            latencies.addAll(turn.latencies);
            events += turn.counts.events();
            lost += turn.counts.lost();
            doubled += turn.counts.doubled();
            mixed += turn.counts.mixed();
            cpuMillis += turn.cpuMillis;
        }
        return new Turn(changes, latencies, new Outputs.Counts(events, lost, doubled, mixed), cpuMillis);
    }
}
