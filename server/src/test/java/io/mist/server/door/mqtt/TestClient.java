package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Somebody at the broker. Its session survives outages. */
sealed interface TestClient extends AutoCloseable {

    /** With QoS 1; returns when the broker has it. */
    void publish(String topic, byte[] payload);

    Inbox subscribe(String filter);

    @Override
    void close();

    default void publish(String topic, String payload) {
        publish(topic, payload.getBytes(StandardCharsets.UTF_8));
    }

    static V5 v5(int port) {
        return new V5(Mqtt5Client.builder()
                .identifier("test-" + UUID.randomUUID())
                .serverHost(TestBroker.HOST)
                .serverPort(port)
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .maxDelay(300, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .buildAsync());
    }

    static V3 v3(int port) {
        return new V3(Mqtt3Client.builder()
                .identifier("t" + UUID.randomUUID().toString().replace("-", "").substring(0, 20))
                .serverHost(TestBroker.HOST)
                .serverPort(port)
                .buildAsync());
    }

    private static <T> T join(java.util.concurrent.CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** MQTT 5. */
    final class V5 implements TestClient {

        private final Mqtt5AsyncClient client;

        private V5(Mqtt5AsyncClient client) {
            this.client = client;
            join(client.connectWith()
                    .cleanStart(false)
                    .sessionExpiryInterval(3_600)
                    .send());
        }

        @Override
        public void publish(String topic, byte[] payload) {
            send(Mqtt5Publish.builder()
                    .topic(topic)
                    .payload(payload)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .build());
        }

        void send(Mqtt5Publish message) {
            join(client.publish(message));
        }

        /** A request in MQTT 5's own way. */
        void request(String topic, String payload, String responseTopic, String correlation) {
            send(Mqtt5Publish.builder()
                    .topic(topic)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .qos(MqttQos.EXACTLY_ONCE)
                    .responseTopic(responseTopic)
                    .correlationData(correlation.getBytes(StandardCharsets.UTF_8))
                    .userProperties()
                    .add(Sender.USER, "ada")
                    .applyUserProperties()
                    .build());
        }

        @Override
        public Inbox subscribe(String filter) {
            var inbox = new Inbox();
            join(client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> inbox.add(received(message)))
                    .send());
            return inbox;
        }

        private static Received received(Mqtt5Publish message) {
            return new Received(
                    message.getTopic().toString(),
                    message.getPayload().map(TestClient::text).orElse(""),
                    message.isRetain(),
                    message.getCorrelationData().map(TestClient::text).orElse(null),
                    message.getUserProperties().asList().stream()
                            .filter(p -> p.getName().toString().equals(Connection.ORIGIN))
                            .map(p -> p.getValue().toString())
                            .findFirst()
                            .orElse(null),
                    message.getContentType().map(Object::toString).orElse(null),
                    message.getUserProperties().asList().stream()
                            .collect(Collectors.toMap(
                                    p -> p.getName().toString(),
                                    p -> p.getValue().toString())));
        }

        @Override
        public void close() {
            join(client.disconnect());
        }
    }

    /** MQTT 3.1.1. */
    final class V3 implements TestClient {

        private final Mqtt3AsyncClient client;

        private V3(Mqtt3AsyncClient client) {
            this.client = client;
            join(client.connectWith().cleanSession(true).send());
        }

        @Override
        public void publish(String topic, byte[] payload) {
            join(client.publishWith()
                    .topic(topic)
                    .payload(payload)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send());
        }

        @Override
        public Inbox subscribe(String filter) {
            var inbox = new Inbox();
            join(client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> inbox.add(received(message)))
                    .send());
            return inbox;
        }

        private static Received received(Mqtt3Publish message) {
            return new Received(
                    message.getTopic().toString(),
                    message.getPayload().map(TestClient::text).orElse(""),
                    message.isRetain(),
                    null,
                    null,
                    null,
                    Map.of());
        }

        @Override
        public void close() {
            join(client.disconnect());
        }
    }
}
