package io.mist.bench.latency;

import io.mist.bench.Samples;
import io.mist.bench.process.Measurement;
import io.mist.bench.process.MistClient;
import io.mist.bench.process.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Events at a fixed rate, of which every second becomes an alert: how long from the moment an event was due to be pushed
 * until its alert is in the client's hands, both by the same door. In turns, as often as there are rounds; prints a table.
 */
public final class LatencyBench {

    static final String ROUTE = "filter";
    static final String INPUT = "lines";
    static final String OUTPUT = "alerts";
    private static final int ROUNDS = 2;
    private static final int PATIENCE_SECONDS = 60;

    private final int rate = Setting.number("rate");
    private final int seconds = Setting.number("seconds");
    private final String broker = Setting.text("kafka");
    private final MistClient mist = new MistClient(Setting.text("mist"));
    private int loads;
    private @Nullable ByHand byHand;

    public static void main(String[] arguments) {
        Measurement.run(
                () -> new LatencyBench().measure(List.of(Setting.text("doors").split(","))));
    }

    private void measure(List<String> names) throws Exception {
        Map<String, List<Arrivals>> results = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (String name : names) {
                Arrivals arrivals = turn(name, round == 0 ? Math.max(3, seconds / 4) : seconds / ROUNDS);
                if (round > 0) {
                    results.computeIfAbsent(name, key -> new ArrayList<>()).add(arrivals);
                }
            }
        }
        if (byHand != null) {
            byHand.close();
        }
        print(results);
    }

    private Arrivals turn(String name, int loadSeconds) throws Exception {
        try (Door door = door(name)) {
            Arrivals arrivals = load(door, loadSeconds);
            System.err.printf(
                    "%s: %d alerts, %d lost, %d doubled%n",
                    name, arrivals.nanos().length, arrivals.lost(), arrivals.doubled());
            return arrivals;
        }
    }

    private ByHand byHand() throws Exception {
        ByHand started = byHand;
        if (started == null) {
            started = new ByHand(broker);
            byHand = started;
        }
        return started;
    }

    private Door door(String name) throws Exception {
        String in = "mist/" + ROUTE + "/in/" + INPUT;
        String out = "mist/" + ROUTE + "/out/" + OUTPUT;
        return switch (name) {
            case "http" -> mist(new HttpDoor(mist, ROUTE));
            case "websocket" -> mist(new WebSocketDoor(mist, ROUTE));
            case "embedded-mqtt" -> mist(new MqttDoor(Setting.number("embedded"), in, out));
            case "mosquitto" -> mist(new MqttDoor(Setting.number("mosquitto"), in, out));
            case "kafka" -> mist(new KafkaDoor(broker, "mist." + ROUTE + "." + INPUT, "mist." + ROUTE + "." + OUTPUT));
            case "by-hand" -> byHand().open();
            default -> throw new IllegalArgumentException("no door '" + name + "'");
        };
    }

    private Door mist(Door door) throws Exception {
        String run = mist.startRunning(ROUTE, "{}");
        return new QueryDoor(door, () -> mist.cancel(run));
    }

    /** The first alert opens the load: whatever starts slowly, a topic or a query, has started then. */
    private Arrivals load(Door door, int loadSeconds) throws Exception {
        Arrivals first = new Arrivals(Integer.toHexString(loads++), 1);
        int events = rate * loadSeconds;
        Arrivals arrivals = new Arrivals(Integer.toHexString(loads++), events / 2);
        door.listen(message -> {
            first.take(message);
            arrivals.take(message);
        });
        door.push(first.event(0, System.nanoTime())).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        first.await(PATIENCE_SECONDS);
        push(door, arrivals, events).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        arrivals.await(PATIENCE_SECONDS);
        return arrivals;
    }

    /** An event that is pushed late, because the one before held it up, is counted from when it was due. */
    private CompletableFuture<?> push(Door door, Arrivals arrivals, int events) {
        CompletableFuture<?>[] acknowledged = new CompletableFuture<?>[events];
        long began = System.nanoTime();
        for (int i = 0; i < events; i++) {
            long due = began + i * TimeUnit.SECONDS.toNanos(1) / rate;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            acknowledged[i] =
                    door.push(i % 2 == 0 && i / 2 < events / 2 ? arrivals.event(i / 2, due) : arrivals.other(i));
        }
        return CompletableFuture.allOf(acknowledged);
    }

    private void print(Map<String, List<Arrivals>> results) {
        System.out.printf("%d events/s, %d s each, every second one becomes an alert%n%n", rate, seconds);
        System.out.println("| door | alerts | min ms | p50 ms | p99 ms | max ms | lost | doubled |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        results.forEach((name, rounds) -> {
            Samples samples = Samples.of(rounds.stream()
                    .flatMapToLong(round -> LongStream.of(round.nanos()))
                    .toArray());
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %.1f | %.1f | %.1f | %.1f | %d | %d |%n",
                    name,
                    samples.count(),
                    samples.millis(0),
                    samples.millis(0.5),
                    samples.millis(0.99),
                    samples.millis(1),
                    rounds.stream().mapToLong(Arrivals::lost).sum(),
                    rounds.stream().mapToInt(Arrivals::doubled).sum());
        });
    }
}
