package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.MistException;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.ChannelId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to MQTT: takes requests, answers each, takes the messages of inputs, announces states and live values, and publishes outputs. The broker may
 * come later or go away in between; the door keeps trying and loses nothing that was accepted. Safe for any thread.
 */
public final class MqttDoor implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MqttDoor.class);

    private final Desk desk;
    private final Connection connection;
    private final Requests requests;
    private final InputTopics inputTopics;
    private final Inputs inputs;
    private final @Nullable String subscribeTopic;
    private final Announcements announcements;
    private final OutputPublisher outputs;
    private final List<AutoCloseable> listeners = new ArrayList<>();

    public MqttDoor(MqttSettings settings, Gate gate) {
        this.desk = gate.as(Caller.ofDoor("mqtt"));
        this.connection =
                new Connection(settings, new Connection.Callbacks(message -> taken(message), this::connected));
        this.subscribeTopic = settings.subscribeTopic();
        this.requests = new Requests(gate, settings, this::publish);
        this.inputTopics = new InputTopics(desk);
        this.inputs = new Inputs(gate, inputTopics, settings.clientId(), this::publish);
        this.announcements =
                new Announcements(desk, settings.maxMessage(), connection::connected, connection::publishInOrder);
        this.outputs = new OutputPublisher(
                desk.publication(OutputPublisher.READER),
                desk::outputSettings,
                settings.publishTopic(),
                connection::connected,
                connection::publishInOrder);
    }

    /** Returns at once, also if there is no broker yet. Once only. */
    public void start() {
        listeners.add(desk.onRun(announcements::changed));
        listeners.add(desk.onLive(announcements::changed));
        listeners.add(desk.publication(OutputPublisher.READER).onAppend(outputs::appended));
        listeners.add(desk.onRoutes(this::routesChanged));
        // Before the connection: the broker may hold messages of these topics.
        routesChanged();
        announcements.start();
        outputs.start();
        connection.start();
    }

    /** The broker's {@code host:port}. */
    public String address() {
        return connection.address();
    }

    /** Whether requests are received at the moment. */
    public boolean connected() {
        return connection.connected();
    }

    public MqttCounts counts() {
        return new MqttCounts(
                requests.received() + inputs.received(), requests.rejected() + inputs.rejected(), outputs.published());
    }

    /** Ends within some seconds. Requests that come from now on wait at the broker for the next start. */
    @Override
    public void close() {
        listeners.forEach(MqttDoor::closeListener);
        outputs.close();
        announcements.close();
        inputs.close();
        requests.close();
        connection.close();
    }

    private static void closeListener(AutoCloseable listener) {
        try {
            listener.close();
        } catch (Exception e) {
            log.warn("a listener of the MQTT door is still registered", MistException.internal("cannot remove it", e));
        }
    }

    private void taken(Mqtt5Publish message) {
        String topic = message.getTopic().toString();
        Topics.Asked asked = Topics.asked(topic, subscribeTopic);
        if (asked != null) {
            requests.take(message, asked);
            return;
        }
        List<ChannelId> to = inputTopics.inputsOf(topic);
        if (to.isEmpty()) {
            log.warn("a message on '{}' is not taken: no route has an input with this topic any more", topic);
            message.acknowledge();
            connection.ignore(topic);
            return;
        }
        inputs.take(message, to);
    }

    /** Cheap: what routes set is in memory. */
    private synchronized void routesChanged() {
        inputTopics.refresh();
        connection.listenTo(inputTopics.beyondTheUsual());
        announcements.routesChanged();
        outputs.routesChanged();
    }

    private CompletableFuture<?> publish(Outgoing message) {
        return connection.publish(message);
    }

    private void connected(boolean sessionPresent) {
        announcements.connected(sessionPresent);
        outputs.wake();
    }
}
