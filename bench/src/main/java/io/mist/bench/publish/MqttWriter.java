package io.mist.bench.publish;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.ForeachWriter;
import org.jspecify.annotations.Nullable;

/**
 * As one would write it by hand, and not carelessly: a connection per task, QoS 1, many in flight, and a partition is done
 * when the broker has acknowledged all of it. At least once: a replayed epoch or retried task publishes again.
 */
final class MqttWriter extends ForeachWriter<String> {

    private static final long serialVersionUID = 1;
    private static final int IN_FLIGHT = 256;

    private final int port;
    private final String topic;
    private transient @Nullable Mqtt3AsyncClient client;
    private transient @Nullable Semaphore free;
    private transient @Nullable AtomicReference<@Nullable Throwable> failure;

    MqttWriter(int port, String topic) {
        this.port = port;
        this.topic = topic;
    }

    @Override
    public boolean open(long partition, long epoch) {
        free = new Semaphore(IN_FLIGHT);
        failure = new AtomicReference<>();
        client = Mqtt3Client.builder().serverHost("127.0.0.1").serverPort(port).buildAsync();
        client.connect().join();
        return true;
    }

    @Override
    public void process(String message) {
        Semaphore permits = present(free);
        AtomicReference<@Nullable Throwable> failed = present(failure);
        permits.acquireUninterruptibly();
        present(client)
                .publishWith()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.getBytes(StandardCharsets.UTF_8))
                .send()
                .whenComplete((published, error) -> {
                    if (error != null) {
                        failed.compareAndSet(null, error);
                    }
                    permits.release();
                });
    }

    @Override
    public void close(@Nullable Throwable error) {
        present(free).acquireUninterruptibly(IN_FLIGHT);
        present(client).disconnect().join();
        Throwable failed = present(failure).get();
        if (failed != null) {
            throw new IllegalStateException("not all messages were acknowledged", failed);
        }
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the writer is not open");
        }
        return value;
    }
}
