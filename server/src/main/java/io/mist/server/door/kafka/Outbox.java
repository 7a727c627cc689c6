package io.mist.server.door.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends what is not of a channel's log: answers and rejected messages. At least once, safe for any thread. */
final class Outbox implements AutoCloseable {

    private static final Duration LAST = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;

    Outbox(Clients clients) {
        this.producer = clients.producer();
    }

    /** May block while the brokers are away. Complete when all of them that count have the record. */
    CompletableFuture<?> send(ProducerRecord<byte[], byte[]> record) {
        var acknowledged = new CompletableFuture<Object>();
        try {
            var unused = producer.send(record, (where, error) -> {
                if (error == null) {
                    acknowledged.complete(where);
                } else {
                    acknowledged.completeExceptionally(error);
                }
            });
        } catch (RuntimeException e) {
            acknowledged.completeExceptionally(e);
        }
        return acknowledged;
    }

    @Override
    public void close() {
        producer.close(LAST);
    }
}
