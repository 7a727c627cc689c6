package io.mist.bench.change;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/** The alerts, as one consumer of committed messages sees them from outside. Safe for any thread. */
final class Outputs implements AutoCloseable {

    private static final Pattern ALERT = Pattern.compile("\"number\":(\\d+),\"filter\":\"(\\w+)\"");

    private final Map<Long, Alert> alerts = new HashMap<>();
    private final Map<Long, Integer> repeats = new HashMap<>();
    private final Map<Long, Integer> mixed = new HashMap<>();
    private final KafkaConsumer<String, String> consumer;
    private final Thread thread = new Thread(this::read, "outputs");
    private final CompletableFuture<Void> any = new CompletableFuture<>();
    private volatile boolean closed;
    private long arrived;
    private @Nullable Awaited awaited;

    /**
     * The first alert with a filter.
     *
     * @param pause the longest time without an alert while it was awaited, in nanoseconds
     */
    record First(long nanos, long pause) {}

    private record Alert(String filter, long nanos) {}

    /** @param mixed of the doubled ones, those that came with two filters */
    record Counts(long events, long lost, long doubled, long mixed) {}

    private static final class Awaited {
        private final String filter;
        private final CompletableFuture<First> first = new CompletableFuture<>();
        private long pause;

        private Awaited(String filter) {
            this.filter = filter;
        }
    }

    /** From now on. */
    Outputs(String broker, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker, "enable.auto.commit", false, "isolation.level", "read_committed"),
                new StringDeserializer(),
                new StringDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, ChangeBench.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (consumer) {
            while (!closed) {
                var records = consumer.poll(Duration.ofMillis(100));
                long now = System.nanoTime();
                records.forEach(record -> take(record.value(), now));
            }
        }
    }

    private synchronized void take(String message, long now) {
        Matcher alert = ALERT.matcher(message);
        if (!alert.find()) {
            throw new IllegalStateException("no alert: " + message);
        }
        count(Long.parseLong(alert.group(1)), new Alert(alert.group(2), now));
        Awaited waiting = awaited;
        if (waiting != null) {
            waiting.pause = Math.max(waiting.pause, now - arrived);
            if (waiting.filter.equals(alert.group(2))) {
                awaited = null;
                waiting.first.complete(new First(now, waiting.pause));
            }
        }
        arrived = now;
        any.complete(null);
        notifyAll();
    }

    private void count(long number, Alert alert) {
        Alert before = alerts.putIfAbsent(number, alert);
        if (before != null) {
            repeats.merge(number, 1, Integer::sum);
            if (!before.filter.equals(alert.filter)) {
                mixed.merge(number, 1, Integer::sum);
            }
        }
    }

    Future<?> any() {
        return any;
    }

    synchronized Future<First> first(String filter) {
        Awaited waiting = new Awaited(filter);
        awaited = waiting;
        return waiting.first;
    }

    /** What became of the events of these numbers, when all have come or no longer can be waited for. */
    synchronized Counts counts(long from, long to, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (lost(from, to) > 0 && System.nanoTime() < deadline) {
            wait(1000);
        }
        return new Counts(passing(from, to).count(), lost(from, to), sum(repeats, from, to), sum(mixed, from, to));
    }

    /** From when each of these events was due to its first alert, in nanoseconds. */
    synchronized List<Long> latencies(long from, long to, LongUnaryOperator due) {
        return passing(from, to)
                .filter(alerts::containsKey)
                .mapToObj(number -> Objects.requireNonNull(alerts.get(number)).nanos - due.applyAsLong(number))
                .toList();
    }

    private long lost(long from, long to) {
        return passing(from, to).filter(number -> !alerts.containsKey(number)).count();
    }

    private static LongStream passing(long from, long to) {
        return LongStream.rangeClosed(from, to).filter(Event::passes);
    }

    private static long sum(Map<Long, Integer> counted, long from, long to) {
        return passing(from, to).map(number -> counted.getOrDefault(number, 0)).sum();
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}
