package io.mist.bench.change;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Events at a fixed rate, from a thread of its own, until it is closed. Safe for any thread. */
final class Load implements AutoCloseable {

    private final KafkaProducer<String, String> producer;
    private final int rate;
    private final long first;
    private final long began = System.nanoTime();
    private final Thread thread = new Thread(this::push, "load");
    private volatile long pushed;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    /** @param first the number of its first event */
    Load(String broker, int rate, long first) {
        this.rate = rate;
        this.first = first;
        this.pushed = first - 1;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker), new StringSerializer(), new StringSerializer());
        thread.setDaemon(true);
        thread.start();
    }

    private void push() {
        for (long number = first; !closed; number++) {
            long due = due(number);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            send(number);
            pushed = number;
        }
    }

    private void send(long number) {
        int partition = Event.partition(number, ChangeBench.PARTITIONS);
        producer.send(
                new ProducerRecord<>(ChangeBench.EVENTS, partition, null, Event.json(number)), (metadata, error) -> {
                    if (error != null) {
                        failure = error;
                    }
                });
    }

    /** When an event was to be pushed, whether or not the one before held it up. */
    long due(long number) {
        return began + (number - first) * TimeUnit.SECONDS.toNanos(1) / rate;
    }

    /** The number of the newest event. */
    long pushed() {
        return pushed;
    }

    @Override
    public void close() throws Exception {
        closed = true;
        thread.join();
        producer.close();
        Exception failed = failure;
        if (failed != null) {
            throw failed;
        }
    }
}
