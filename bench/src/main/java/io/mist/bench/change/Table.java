package io.mist.bench.change;

import io.mist.bench.Samples;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What {@link ChangeBench} found, first the times, then what is lost, and what each side promises. */
final class Table {

    private Table() {}

    /** The first side is the one that the others are compared with. */
    static void print(Map<Side, List<Turn>> turns) {
        double mist = accepted(Turn.of(turns.values().iterator().next())).millis(0.5);
        System.out.println("| side | changes | accepted → out, p50 ms | p50 of the rounds | p99 ms | max ms"
                + " | asked → out, p50 ms | longest pause, p50 ms"
                + " | event → alert, p50 and p99 ms | p50 ÷ first |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|");
        turns.forEach((side, rounds) -> System.out.println(times(side, rounds, mist)));
        System.out.println();
        System.out.println(
                "| side | alerts | lost | doubled | of them with two filters | CPU µs per event | guarantee |");
        System.out.println("|---|---|---|---|---|---|---|");
        turns.forEach((side, rounds) -> System.out.println(outcome(side, Turn.of(rounds))));
    }

    private static String times(Side side, List<Turn> rounds, double mist) {
        Turn all = Turn.of(rounds);
        Samples accepted = accepted(all);
        Samples latencies =
                Samples.of(all.latencies().stream().mapToLong(Long::longValue).toArray());
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.0f | %s | %.0f | %.0f | %.0f | %.0f | %.0f, %.0f | %.2f |",
                side.name(),
                accepted.count(),
                accepted.millis(0.5),
                rounds.stream()
                        .map(round -> String.format(
                                Locale.ROOT, "%.0f", accepted(round).millis(0.5)))
                        .collect(Collectors.joining(", ")),
                accepted.millis(0.99),
                accepted.millis(1),
                samples(all, Turn.Change::asked).millis(0.5),
                samples(all, Turn.Change::pause).millis(0.5),
                latencies.millis(0.5),
                latencies.millis(0.99),
                accepted.millis(0.5) / mist);
    }

    private static Samples accepted(Turn turn) {
        return samples(turn, Turn.Change::accepted);
    }

    private static Samples samples(Turn turn, ToLongFunction<Turn.Change> what) {
        return Samples.of(turn.changes().stream().mapToLong(what).toArray());
    }

    private static String outcome(Side side, Turn all) {
        Outputs.Counts counts = all.counts();
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %s | %s |",
                side.name(),
                counts.events(),
                counts.lost(),
                counts.doubled(),
                counts.mixed(),
                // Only every second event becomes an alert.
                all.cpuMillis() == 0
                        ? "–"
                        : String.format(Locale.ROOT, "%.0f", all.cpuMillis() * 1000 / (2 * counts.events())),
                side.guarantee());
    }
}
