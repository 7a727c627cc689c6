package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** MQTT 5 with QoS 1 and sessions that outlive connections. */
final class DoorMqtt implements Door {

    private static final int SESSION_SECONDS = 3_600;

    private final int port;
    private final String answers;
    private final Mqtt5AsyncClient client;
    private final Map<String, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();

    DoorMqtt(int port, String name) {
        this.port = port;
        this.answers = "answers/" + name + "-" + UUID.randomUUID();
        this.client = connected(name + "-requests", this::answered);
        subscribe(client, answers);
    }

    private Mqtt5AsyncClient connected(String name, Consumer<Mqtt5Publish> received) {
        Mqtt5AsyncClient made = Mqtt5Client.builder()
                .identifier(name + "-" + UUID.randomUUID())
                .serverHost(Distribution.HOST)
                .serverPort(port)
                .automaticReconnect()
                .initialDelay(100, TimeUnit.MILLISECONDS)
                .maxDelay(500, TimeUnit.MILLISECONDS)
                .applyAutomaticReconnect()
                .buildAsync();
        made.publishes(MqttGlobalPublishFilter.ALL, received);
        connect(made);
        return made;
    }

    private static void connect(Mqtt5AsyncClient client) {
        MqttClients.join(client.connectWith()
                .cleanStart(false)
                .sessionExpiryInterval(SESSION_SECONDS)
                .send());
    }

    private static void subscribe(Mqtt5AsyncClient client, String topic) {
        MqttClients.join(client.subscribeWith()
                .topicFilter(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send());
    }

    private static JsonNode json(Mqtt5Publish message) {
        return Json.read(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8));
    }

    private void answered(Mqtt5Publish message) {
        String correlation = message.getCorrelationData()
                .map(data -> StandardCharsets.UTF_8.decode(data).toString())
                .orElse("");
        CompletableFuture<JsonNode> waiting = open.remove(correlation);
        if (waiting != null) {
            waiting.complete(json(message));
        }
    }

    /** The part of the answer that was asked for, or the problem. */
    private JsonNode ask(String topic, String payload, String part) {
        String correlation = UUID.randomUUID().toString();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(correlation, answer);
        MqttClients.join(client.publishWith()
                .topic(topic)
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .responseTopic(answers)
                .correlationData(correlation.getBytes(StandardCharsets.UTF_8))
                .send());
        JsonNode received = answer.orTimeout(MistProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        return received.has("error") ? received.path("error") : received.path(part);
    }

    @Override
    public JsonNode start(String route, ObjectNode parameters) {
        ObjectNode request = Json.object();
        request.set("parameters", parameters);
        return ask("mist/" + route + "/start", request.toString(), "run");
    }

    @Override
    public JsonNode cancel(String route, String run) {
        return ask("mist/" + route + "/cancel", Json.object().put("run", run).toString(), "run");
    }

    @Override
    public JsonNode change(String route, String run, Change change) {
        ObjectNode request = change.in(Json.object().put("run", run), "values", "rollbackTo");
        if (change.key() != null) {
            request.put("id", change.key());
        }
        return ask("mist/" + route + "/live/set", request.toString(), "live");
    }

    @Override
    public JsonNode push(String route, String input, List<String> messages) {
        int accepted = 0;
        for (String message : messages) {
            JsonNode answer = ask("mist/" + route + "/in/" + input, message, "push");
            if (answer.path("accepted").asInt() == 0) {
                return answer;
            }
            accepted += answer.path("accepted").asInt();
        }
        return Json.object().put("accepted", accepted);
    }

    @Override
    public Subscription subscribe(String route, String output) {
        return new Session("mist/" + route + "/out/" + output);
    }

    @Override
    public void close() {
        MqttClients.join(client.disconnect());
    }

    private final class Session implements Subscription {

        private final List<JsonNode> events = new CopyOnWriteArrayList<>();
        private final Mqtt5AsyncClient subscriber = connected("subscriber", message -> events.add(json(message)));

        Session(String topic) {
            DoorMqtt.subscribe(subscriber, topic);
        }

        @Override
        public List<JsonNode> events() {
            return List.copyOf(events);
        }

        @Override
        public void breakOff() {
            MqttClients.join(subscriber.disconnect());
        }

        @Override
        public void resume() {
            connect(subscriber);
        }

        @Override
        public boolean mayRepeat() {
            return true;
        }

        @Override
        public void close() {
            MqttClients.join(subscriber.disconnect());
        }
    }
}
