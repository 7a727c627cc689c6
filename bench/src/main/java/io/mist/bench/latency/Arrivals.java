package io.mist.bench.latency;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The alerts of one load: each is known by its number and carries when its event was due. Safe for any thread. */
final class Arrivals {

    private static final Pattern ALERT = Pattern.compile("error ([0-9a-f]+)/(\\d+) at (\\d+)");

    private final String load;
    private final AtomicLongArray latencies;
    private final CountDownLatch missing;
    private final AtomicInteger doubled = new AtomicInteger();

    Arrivals(String load, int expected) {
        this.load = load;
        this.latencies = new AtomicLongArray(expected);
        this.missing = new CountDownLatch(expected);
    }

    /** The event that becomes the alert of this number. */
    String event(int number, long dueNanos) {
        return "{\"text\":\"error " + load + "/" + number + " at " + dueNanos + ", as 200 bytes of a log file"
                + " might say it: request of customer 4711 for /v1/orders/1234567 took 2345 ms, retry 3 of 5\"}";
    }

    /** An event that the filter drops. */
    String other(int number) {
        return "{\"text\":\"notice " + load + "/" + number + ": request of customer 4711 for /v1/orders/1234567 took"
                + " 12 ms, which is what a log file says most of the time, and nobody wants to hear\"}";
    }

    void take(String message) {
        long now = System.nanoTime();
        Matcher alert = ALERT.matcher(message);
        if (!alert.find() || !alert.group(1).equals(load)) {
            return;
        }
        int number = Integer.parseInt(alert.group(2));
        long latency = Math.max(1, now - Long.parseLong(alert.group(3)));
        if (latencies.compareAndSet(number, 0, latency)) {
            missing.countDown();
        } else {
            doubled.incrementAndGet();
        }
    }

    void await(int seconds) throws InterruptedException {
        missing.await(seconds, TimeUnit.SECONDS);
    }

    long lost() {
        return missing.getCount();
    }

    int doubled() {
        return doubled.get();
    }

    long[] nanos() {
        return IntStream.range(0, latencies.length())
                .mapToLong(latencies::get)
                .filter(nanos -> nanos > 0)
                .toArray();
    }
}
