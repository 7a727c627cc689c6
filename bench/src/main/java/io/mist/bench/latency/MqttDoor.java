package io.mist.bench.latency;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Topics of a broker, QoS 1 both ways. */
final class MqttDoor implements Door {

    private final Mqtt5AsyncClient client;
    private final String in;
    private final String out;

    MqttDoor(int port, String in, String out) {
        this.in = in;
        this.out = out;
        client = Mqtt5Client.builder().serverHost("127.0.0.1").serverPort(port).buildAsync();
        client.connect().join();
    }

    @Override
    public void listen(Consumer<String> message) {
        client.subscribeWith()
                .topicFilter(out)
                .qos(MqttQos.AT_LEAST_ONCE)
                .callback(
                        published -> message.accept(new String(published.getPayloadAsBytes(), StandardCharsets.UTF_8)))
                .send()
                .join();
    }

    @Override
    public CompletableFuture<?> push(String event) {
        return client.publishWith()
                .topic(in)
                .qos(MqttQos.AT_LEAST_ONCE)
                .contentType("application/json")
                .payload(event.getBytes(StandardCharsets.UTF_8))
                .send()
                .thenAccept(result -> result.getError().ifPresent(error -> {
                    throw new IllegalStateException(error);
                }));
    }

    @Override
    public void close() {
        client.disconnect().join();
    }
}
