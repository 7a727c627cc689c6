package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.server.door.Binding;
import io.mist.server.door.Door;
import io.mist.server.door.Listeners;
import io.mist.server.door.OutputPublisher;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to MQTT: takes requests, answers each, takes the messages of inputs, announces states and live values, and
 * publishes outputs. The broker may come later or go away in between; the door keeps trying and loses nothing that was
 * accepted. Safe for any thread.
 */
public final class MqttDoor implements Door {

    private static final String NAME = "mqtt";
    private static final Logger LOG = LoggerFactory.getLogger(MqttDoor.class);

    private final MqttSettings settings;
    private final Desk desk;
    private final Connection connection;
    private final Requests requests;
    private final InputTopics inputTopics;
    private final Inputs inputs;
    private final Publication publication;
    private final Announcements announcements;
    private final OutputPublisher outputs;
    private final List<AutoCloseable> listeners = new ArrayList<>();

    public MqttDoor(MqttSettings settings, Gate gate) {
        this.desk = gate.as(Caller.ofDoor(NAME));
        this.connection =
                new Connection(settings, new Connection.Callbacks(message -> taken(message), this::connected));
        this.settings = settings;
        this.requests = new Requests(gate, settings, this::publish);
        this.inputTopics = new InputTopics(desk);
        this.inputs = new Inputs(gate, inputTopics, settings.clientId(), this::publish);
        this.announcements =
                new Announcements(desk, settings.maxMessage(), connection::connected, connection::publishInOrder);
        this.publication = desk.publication(NAME);
        this.outputs = new OutputPublisher(
                "mqtt-outputs",
                publication,
                new OutputTransport(
                        publication,
                        desk::outputSettings,
                        settings.publishTopic(),
                        connection::connected,
                        connection::publishInOrder),
                channel -> true);
    }

    @Override
    public void start() {
        listeners.add(desk.onRun(announcements::changed));
        listeners.add(desk.onLive(announcements::changed));
        listeners.add(publication.onAppend(outputs::appended));
        listeners.add(desk.onRoutes(this::routesChanged));
        // Before the connection: the broker may hold messages of these topics.
        routesChanged();
        announcements.start();
        outputs.start();
        connection.start();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<MqttStatus> status() {
        return Optional.of(new MqttStatus(settings.ownBroker(), connection.address(), connection.connected()));
    }

    @Override
    public Optional<Binding> binding() {
        return Optional.of(new MqttBinding(settings, desk));
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

    /** Requests that come from now on wait at the broker for the next start. */
    @Override
    public void close() {
        Listeners.close(listeners);
        outputs.close();
        announcements.close();
        inputs.close();
        requests.close();
        connection.close();
    }

    private void taken(Mqtt5Publish message) {
        String topic = message.getTopic().toString();
        Topics.RequestTopic asked = Topics.requestTopic(topic, settings.subscribeTopic());
        if (asked != null) {
            requests.take(message, asked);
            return;
        }
        List<ChannelId> to = inputTopics.inputsOf(topic);
        if (to.isEmpty()) {
            LOG.warn("a message on '{}' is not taken: no route has an input with this topic any more", topic);
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
