package io.mist.bench.publish;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import io.mist.bench.process.Application;
import io.mist.bench.process.Setting;
import io.mist.bench.process.SparkApplication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Mosquitto, which counts what it has taken once a second, and a subscriber with QoS 1. */
final class MqttSide implements Side {

    private static final String TOPIC = "bench/messages";

    private final int port = Setting.number("mosquitto");
    private final AtomicLong taken = new AtomicLong();
    private final Mqtt3AsyncClient counts;
    private final Application application;

    MqttSide(int rowsPerBatch) throws Exception {
        counts = subscribed(
                "$SYS/broker/publish/messages/received",
                MqttQos.AT_MOST_ONCE,
                message -> taken.set(Long.parseLong(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8))));
        application = SparkApplication.start(
                MqttApplication.class,
                List.of("hivemq-mqtt-client", "rxjava", "reactive-streams", "dagger", "javax.inject"),
                Integer.toString(port),
                TOPIC,
                Integer.toString(rowsPerBatch));
    }

    private Mqtt3AsyncClient subscribed(String topic, MqttQos qos, Consumer<Mqtt3Publish> message) {
        Mqtt3AsyncClient client =
                Mqtt3Client.builder().serverHost("127.0.0.1").serverPort(port).buildAsync();
        client.connect().join();
        client.subscribeWith()
                .topicFilter(topic)
                .qos(qos)
                .callback(message)
                .send()
                .join();
        return client;
    }

    @Override
    public String name() {
        return "by hand: a `ForeachWriter` for MQTT, mosquitto; an MQTT subscriber";
    }

    @Override
    public void start() throws Exception {
        application.command("start");
    }

    @Override
    public void stop() throws Exception {
        application.command("stop");
    }

    @Override
    public long committed() {
        return taken.get();
    }

    @Override
    public List<Long> processes() {
        List<Long> processes = new ArrayList<>(Setting.processes("mosquitto-process"));
        processes.add(application.processId());
        return processes;
    }

    @Override
    public Subscriber subscribe() {
        AtomicLong received = new AtomicLong();
        Mqtt3AsyncClient client = subscribed(TOPIC, MqttQos.AT_LEAST_ONCE, message -> received.incrementAndGet());
        return new Subscriber() {
            @Override
            public long received() {
                return received.get();
            }

            @Override
            public void close() {
                client.disconnect().join();
            }
        };
    }

    @Override
    public void close() throws Exception {
        counts.disconnect().join();
        application.close();
    }
}
