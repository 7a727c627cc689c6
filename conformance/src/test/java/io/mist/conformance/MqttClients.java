package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Clients of both versions of MQTT. The server's tests have their own: no class of the server is on this class path. */
final class MqttClients {

    private MqttClients() {}

    /** The messages of one subscription. */
    static final class Inbox {

        record Received(String topic, String payload, String correlation, boolean retained) {
            JsonNode json() {
                return Json.read(payload);
            }
        }

        private final List<Received> received = new CopyOnWriteArrayList<>();

        List<Received> all() {
            return List.copyOf(received);
        }

        Received await(String what, Predicate<Received> which) {
            org.awaitility.Awaitility.await(what)
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> received.stream().anyMatch(which));
            return received.stream().filter(which).findFirst().orElseThrow();
        }

        /** The answer to the request with this id. */
        JsonNode answer(String id) {
            return await(
                            "an answer to " + id,
                            message -> message.json().path("id").asText().equals(id))
                    .json();
        }
    }

    /** A client of either version. */
    sealed interface Client extends AutoCloseable {

        Inbox subscribe(String filter);

        void publish(String topic, byte[] payload);

        default void publish(String topic, String payload) {
            publish(topic, payload.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        void close();
    }

    static Client connect(String version, int port) {
        return version.equals("5") ? new V5(port) : new V3(port);
    }

    static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(30, TimeUnit.SECONDS).join();
    }

    static final class V3 implements Client {

        private final Mqtt3AsyncClient client;

        V3(int port) {
            client = Mqtt3Client.builder()
                    .identifier("t" + UUID.randomUUID().toString().substring(0, 20))
                    .serverHost(Distribution.HOST)
                    .serverPort(port)
                    .buildAsync();
            join(client.connect());
        }

        @Override
        public Inbox subscribe(String filter) {
            Inbox inbox = new Inbox();
            join(client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> inbox.received.add(new Inbox.Received(
                            message.getTopic().toString(),
                            new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8),
                            "",
                            message.isRetain())))
                    .send());
            return inbox;
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
        public void close() {
            join(client.disconnect());
        }
    }

    static final class V5 implements Client {

        private final Mqtt5AsyncClient client;

        V5(int port) {
            client = Mqtt5Client.builder()
                    .identifier("test-" + UUID.randomUUID())
                    .serverHost(Distribution.HOST)
                    .serverPort(port)
                    .buildAsync();
            join(client.connect());
        }

        @Override
        public Inbox subscribe(String filter) {
            Inbox inbox = new Inbox();
            join(client.subscribeWith()
                    .topicFilter(filter)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> inbox.received.add(new Inbox.Received(
                            message.getTopic().toString(),
                            new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8),
                            message.getCorrelationData()
                                    .map(data ->
                                            StandardCharsets.UTF_8.decode(data).toString())
                                    .orElse(""),
                            message.isRetain())))
                    .send());
            return inbox;
        }

        @Override
        public void publish(String topic, byte[] payload) {
            join(client.publishWith()
                    .topic(topic)
                    .payload(payload)
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .send());
        }

        /** A request with the response topic and correlation data of MQTT 5. */
        void request(String topic, String payload, String responseTopic, String correlation) {
            join(client.publishWith()
                    .topic(topic)
                    .payload(payload.getBytes(StandardCharsets.UTF_8))
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .responseTopic(responseTopic)
                    .correlationData(correlation.getBytes(StandardCharsets.UTF_8))
                    .send());
        }

        @Override
        public void close() {
            join(client.disconnect());
        }
    }
}
