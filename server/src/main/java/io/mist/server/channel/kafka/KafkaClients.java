package io.mist.server.channel.kafka;

import io.mist.protocol.MistException;
import io.mist.server.config.KafkaConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the clients that the logs in Kafka need; none of them waits longer than {@code mist.kafka.timeout}. Immutable. */
final class KafkaClients {

    /** The bytes of a record beside its message: headers, key. */
    private static final int RECORD_OVERHEAD = 64 << 10;

    private static final Duration LONGEST_TRANSACTION = Duration.ofMinutes(15);

    private final KafkaConfig config;
    private final int maxRecordBytes;

    KafkaClients(KafkaConfig config, long maxMessageBytes) {
        this.config = config;
        this.maxRecordBytes = (int) Math.min(Integer.MAX_VALUE, maxMessageBytes + RECORD_OVERHEAD);
    }

    int maxRecordBytes() {
        return maxRecordBytes;
    }

    Duration timeout() {
        return config.timeout();
    }

    /** Where Kafka is, for messages. */
    String address() {
        return config.bootstrapServers().orElseThrow();
    }

    Admin admin() {
        return Admin.create(client());
    }

    /** Sees what is committed only. */
    Consumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = client();
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        settings.put("auto.offset.reset", "none");
        settings.put("allow.auto.create.topics", false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Fences, when it is initialised, every other one with this name. */
    Producer<byte[], byte[]> producer(String transactionalId) {
        Map<String, Object> settings = client();
        settings.put("transactional.id", transactionalId);
        settings.put("transaction.timeout.ms", (int)
                min(LONGEST_TRANSACTION, config.timeout().multipliedBy(2).plusMinutes(1))
                        .toMillis());
        settings.put("acks", "all");
        settings.put("enable.idempotence", true);
        settings.put("max.request.size", maxRecordBytes);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> client() {
        long timeout = config.timeout().toMillis();
        Map<String, Object> settings = new HashMap<>();
        settings.put("client.id", config.topicPrefix() + "-log");
        settings.put("request.timeout.ms", (int) Math.max(500, timeout / 3));
        settings.put("default.api.timeout.ms", (int) timeout);
        settings.put("delivery.timeout.ms", (int) timeout);
        settings.put("max.block.ms", timeout);
        settings.put("linger.ms", 0);
        settings.put("batch.size", 128 << 10);
        settings.put("reconnect.backoff.max.ms", 1_000);
        settings.putAll(config.client());
        return settings;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /**
     * The answer to what the broker was asked.
     *
     * @throws MistException of kind resources, code {@code log-failed}
     */
    <T> T answer(String what, KafkaFuture<T> asked) {
        try {
            return asked.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failure(what, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failure(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(what, e);
        }
    }

    MistException failure(String what, Throwable cause) {
        return MistException.resources(
                        "log-failed",
                        what + ": " + cause.getClass().getSimpleName()
                                + (cause.getMessage() == null ? "" : ", " + cause.getMessage())
                                + " (Kafka is at " + address() + ", mist.kafka.bootstrap-servers)")
                .causedBy(cause);
    }
}
