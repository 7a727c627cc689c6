package io.mist.bench.publish;

import io.mist.bench.process.Measurement;
import io.mist.bench.process.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** One Spark query, published by Mist and by hand, in turns; prints a table. */
public final class PublishBench {

    private record Counted(Windows log, Windows subscriber) {}

    private final Map<Side, Counted> sides = new LinkedHashMap<>();
    private final int seconds;

    private PublishBench(List<Side> sides, int seconds) {
        sides.forEach(side -> this.sides.put(side, new Counted(new Windows(), new Windows())));
        this.seconds = seconds;
    }

    public static void main(String[] arguments) {
        Measurement.run(PublishBench::measure);
    }

    private static void measure() throws Exception {
        int rowsPerBatch = Setting.number("rows-per-batch");
        try (Side mist = new MistSide(rowsPerBatch);
                Side kafka = new KafkaSide(rowsPerBatch);
                Side mqtt = new MqttSide(rowsPerBatch)) {
            PublishBench bench = new PublishBench(List.of(mist, kafka, mqtt), Setting.number("seconds"));
            bench.turns(Setting.number("rounds"));
            System.out.printf("%d rounds, %d rows per micro-batch%n%n", Setting.number("rounds"), rowsPerBatch);
            bench.print("to the log", Counted::log);
            bench.print("to a subscriber", Counted::subscriber);
        }
    }

    /** The first round only warms up. */
    private void turns(int rounds) throws Exception {
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<Side, Counted> entry : sides.entrySet()) {
                Side side = entry.getKey();
                side.start();
                Counted counted = round == 0 ? new Counted(new Windows(), new Windows()) : entry.getValue();
                turn(side, counted);
                side.stop();
            }
        }
    }

    private void turn(Side side, Counted counted) throws Exception {
        List<Long> processes = side.processes();
        // A query's first micro-batches are slow, on every side.
        Window.over(side::committed, processes, Math.max(2, seconds / 3));
        Window log = Window.over(side::committed, processes, seconds);
        counted.log().add(log);
        try (Side.Subscriber subscriber = side.subscribe()) {
            Window.over(subscriber::received, processes, 1);
            Window received = Window.over(subscriber::received, processes, seconds);
            counted.subscriber().add(received);
            System.err.printf(
                    Locale.ROOT, "%s: %.0f/s; subscriber %.0f/s%n", side.name(), log.perSecond(), received.perSecond());
        }
    }

    private void print(String what, Function<Counted, Windows> which) {
        System.out.println("| " + what + " | messages/s, median | spread | CPU µs per message | Mist ÷ this |");
        System.out.println("|---|---|---|---|---|");
        double mist = which.apply(sides.values().iterator().next()).perSecond();
        sides.forEach((side, counted) -> {
            Windows windows = which.apply(counted);
            System.out.printf(
                    Locale.ROOT, "| %s | %s | %.2f |%n", side.name(), windows.cells(), mist / windows.perSecond());
        });
        System.out.println();
    }
}
