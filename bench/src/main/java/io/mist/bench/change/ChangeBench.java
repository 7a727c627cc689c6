package io.mist.bench.change;

import io.mist.bench.process.Cpu;
import io.mist.bench.process.Measurement;
import io.mist.bench.process.Setting;
import io.mist.bench.process.Topics;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A stream whose filter is changed while events come in at a fixed rate: how long from a change's acceptance to the first
 * alert with the new filter in the topic. In turns, as often as there are rounds; the first round only warms up.
 */
public final class ChangeBench {

    static final String EVENTS = "bench-change-events";
    static final String ALERTS = "bench-change-alerts";
    static final int PARTITIONS = 2;
    private static final int WARM_UP_CHANGES = 3;
    private static final int SLOW = 5;
    private static final int SETTLING_SECONDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final OperatingSystemMXBean MACHINE = ManagementFactory.getOperatingSystemMXBean();

    private final String broker = Setting.text("kafka");
    private final int rate = Setting.number("rate");
    private final int changes = Setting.number("changes");
    private final int rounds = Setting.number("rounds");
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Side, List<Turn>> turns = new LinkedHashMap<>();
    private long nextEvent;
    private int nextWord;
    private double load;

    public static void main(String[] arguments) {
        Measurement.run(
                () -> new ChangeBench().measure(List.of(Setting.text("sides").split(","))));
    }

    private void measure(List<String> names) throws Exception {
        Topics.create(broker, PARTITIONS, EVENTS, ALERTS);
        try {
            for (String name : names) {
                Side side = side(name);
                turns.put(side, new ArrayList<>());
                Topics.create(broker, PARTITIONS, side.topic());
            }
            for (int round = 0; round <= rounds; round++) {
                round(round);
            }
        } finally {
            for (Side side : turns.keySet()) {
                side.close();
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d events/s in %d partitions, %d rounds, load of the machine up to %.1f, pauses between changes by seed %d%n%n",
                rate,
                PARTITIONS,
                rounds,
                load,
                seed);
        Table.print(turns);
    }

    private static Side side(String name) throws Exception {
        return switch (name) {
            case "mist" -> MistSide.withSparksSink();
            case "mist-output" -> MistSide.withOutput();
            case "mist-real-time" -> MistSide.inRealTime();
            case "mist-output-real-time" -> MistSide.withOutputInRealTime();
            case "restart" -> new RestartSide();
            case "submit" -> new SubmitSide();
            case "flink" -> FlinkSide.atLeastOnce();
            case "flink-exactly-once" -> FlinkSide.exactlyOnce();
            default -> throw new IllegalArgumentException("no side '" + name + "'");
        };
    }

    private void round(int round) throws Exception {
        for (Map.Entry<Side, List<Turn>> entry : turns.entrySet()) {
            Side side = entry.getKey();
            int counted = side.isSlow() ? Math.max(1, changes / SLOW) : changes;
            Turn turn = turn(side, round == 0 ? Math.min(WARM_UP_CHANGES, counted) : counted);
            load = Math.max(load, MACHINE.getSystemLoadAverage());
            System.err.printf("%s: %s, %s%n", side.name(), turn.changes(), turn.counts());
            if (round > 0) {
                entry.getValue().add(turn);
            }
        }
    }

    private Turn turn(Side side, int count) throws Exception {
        Load load = new Load(broker, rate, nextEvent);
        try (load;
                Outputs outputs = new Outputs(broker, side.topic())) {
            side.start(word());
            outputs.any().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            // A stream's first micro-batches are slow, on every side.
            TimeUnit.SECONDS.sleep(SETTLING_SECONDS);
            Turn turn = changes(side, count, load, outputs);
            side.stop();
            return turn;
        } finally {
            nextEvent = load.pushed() + 1;
        }
    }

    private Turn changes(Side side, int count, Load load, Outputs outputs) throws Exception {
        long from = load.pushed() + 1;
        double cpu = Cpu.millis(side.processes());
        List<Turn.Change> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1000));
            made.add(change(side, outputs));
        }
        double used = Cpu.millis(side.processes()) - cpu;
        long to = load.pushed();
        Outputs.Counts counts = outputs.counts(from, to, PATIENCE);
        return new Turn(made, outputs.latencies(from, to, load::due), counts, used);
    }

    private Turn.Change change(Side side, Outputs outputs) throws Exception {
        String word = word();
        Future<Outputs.First> first = outputs.first(word);
        Side.Accepted accepted = side.change(word);
        Outputs.First seen = first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return new Turn.Change(seen.nanos() - accepted.accepted(), seen.nanos() - accepted.asked(), seen.pause());
    }

    private String word() {
        return Event.WORDS.get(nextWord++ % Event.WORDS.size());
    }
}
