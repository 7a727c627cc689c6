package io.mist.server.door.mqtt;

import com.hivemq.client.mqtt.MqttClientState;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientConnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.lifecycle.Mqtt5ClientConnectedContext;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PayloadFormatIndicator;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.unsubscribe.Mqtt5Unsubscribe;
import com.linecorp.armeria.client.retry.Backoff;
import io.mist.server.door.Pauses;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mist's own session at the broker: it outlives connections, is resumed after every outage, and marks everything that Mist
 * publishes. Safe for any thread; the callbacks are called on the event loop and must return at once.
 */
final class Connection implements AutoCloseable {

    /** The user property on everything that a Mist server publishes; its value is the server's client id. */
    static final String ORIGIN = "mist-origin";

    /** The number of messages that the embedded broker may send before the first is acknowledged. */
    static final int RECEIVE_MAXIMUM = 256;

    /**
     * The same for another broker, which has its own bound (mosquitto: {@code max_inflight_messages}, and {@code
     * max_queued_messages} for what waited). Mosquitto 2.0.11 sends more than a lower number allows when messages have
     * piled up, and a connection that ends for it would end again and again.
     */
    static final int RECEIVE_MAXIMUM_ELSEWHERE = 65_535;

    static final Duration SESSION_EXPIRY = Duration.ofDays(7);

    /** Room beside the payload. */
    private static final int PACKET_HEAD = 1 << 20;

    private static final int KEEP_ALIVE_SECONDS = 20;
    private static final Backoff BACKOFF = Pauses.spread(Pauses.USUAL);
    /** Two servers with one name would end each other's connection as fast as they can. */
    private static final long TAKEN_OVER_MILLIS = 15_000;

    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final MqttSettings settings;
    private final Callbacks callbacks;
    private final Mqtt5AsyncClient client;
    private final OrderedLane lane = new OrderedLane();
    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Set<String> extra = Set.of();
    private volatile boolean usable;
    private volatile boolean outage;
    private volatile boolean closing;
    private volatile CompletableFuture<@Nullable Void> pause = CompletableFuture.completedFuture(null);

    /**
     * @param received a message, to be acknowledged exactly once
     * @param connected subscriptions are in place; the argument is whether the broker still knew the session
     */
    record Callbacks(Consumer<Mqtt5Publish> received, Consumer<Boolean> connected) {}

    Connection(MqttSettings settings, Callbacks callbacks) {
        this.settings = settings;
        this.callbacks = callbacks;
        this.client = client();
    }

    /** Returns at once; the connection is tried until it stands, and again whenever it breaks. */
    void start() {
        // Before the connection: the broker sends what waited for the session right after its CONNACK.
        client.publishes(MqttGlobalPublishFilter.ALL, callbacks.received(), true);
        var unused = client.connect(Mqtt5Connect.builder()
                        .cleanStart(false)
                        .sessionExpiryInterval(SESSION_EXPIRY.toSeconds())
                        .keepAlive(KEEP_ALIVE_SECONDS)
                        .restrictions()
                        .receiveMaximum(settings.ownBroker() ? RECEIVE_MAXIMUM : RECEIVE_MAXIMUM_ELSEWHERE)
                        .maximumPacketSize(Math.max(settings.maxMessage(), settings.maxLive()) + PACKET_HEAD)
                        .applyRestrictions()
                        .build())
                .whenComplete((ack, error) -> {
                    if (error != null && !closing) {
                        LOG.error("the MQTT door gave up on {}", address(), error);
                    }
                });
    }

    String address() {
        return settings.host() + ":" + settings.port();
    }

    boolean connected() {
        return usable;
    }

    /** Completes when the broker has acknowledged; fails if it rejects, or if the session is lost before. */
    CompletableFuture<Mqtt5PublishResult> publish(Outgoing message) {
        return client.publish(marked(message)).thenApply(Connection::orFailure);
    }

    /** Publishes as {@link #publish} does, in the order of the calls. */
    CompletableFuture<Mqtt5PublishResult> publishInOrder(Outgoing message) {
        return lane.publish(marked(message));
    }

    private Mqtt5Publish marked(Outgoing message) {
        var properties = Mqtt5UserProperties.builder().add(ORIGIN, settings.clientId());
        for (Map.Entry<String, String> property : message.properties().entrySet()) {
            properties = properties.add(property.getKey(), property.getValue());
        }
        return Mqtt5Publish.builder()
                .topic(message.topic())
                .payload(message.payload())
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(message.retain())
                .contentType(message.contentType())
                .payloadFormatIndicator(Mqtt5PayloadFormatIndicator.UTF_8)
                .correlationData(message.correlation())
                .userProperties(properties.build())
                .build();
    }

    /** Receives these topics from now on, beside those of {@link #subscriptions}, and no longer those of the call before. */
    void listenTo(Set<String> topics) {
        Set<String> added = new TreeSet<>(topics);
        Set<String> removed = new TreeSet<>(extra);
        synchronized (client) {
            added.removeAll(extra);
            removed.removeAll(topics);
            extra = Set.copyOf(topics);
        }
        if (client.getState().isConnected()) {
            added.forEach(this::subscribe);
            removed.forEach(this::ignore);
        }
    }

    private void subscribe(String topic) {
        var unused = client.subscribe(Mqtt5Subscribe.builder()
                        .addSubscription(subscription(topic, false))
                        .build())
                .whenComplete((ack, error) -> {
                    if (error != null && client.getState().isConnected()) {
                        LOG.error("the MQTT broker at {} rejects a subscription to '{}'", address(), topic, error);
                    }
                });
    }

    /** Ends a subscription that the session still has. */
    void ignore(String topic) {
        var unused = client.unsubscribe(
                        Mqtt5Unsubscribe.builder().topicFilter(topic).build())
                .whenComplete((ack, error) -> LOG.debug("unsubscribed from {}", topic, error));
    }

    private static Mqtt5PublishResult orFailure(Mqtt5PublishResult result) {
        result.getError().ifPresent(error -> {
            throw new CompletionException(error);
        });
        return result;
    }

    /** Ends the connection and keeps the session, so that the broker holds requests for the next start. */
    @Override
    public void close() {
        closing = true;
        usable = false;
        pause.complete(null);
        var unused = client.disconnect().whenComplete((done, error) -> {
            if (client.getState() == MqttClientState.DISCONNECTED) {
                ended.complete(null);
            }
        });
        try {
            ended.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the MQTT connection to {} is not closed after {} ms", address(), CLOSE_MILLIS);
        }
    }

    private Mqtt5AsyncClient client() {
        Mqtt5ClientBuilder builder = Mqtt5Client.builder()
                .identifier(settings.clientId())
                .serverHost(settings.host())
                .serverPort(settings.port())
                .executorConfig()
                .nettyExecutor(task -> new Thread(task, "mqtt-client").start())
                .nettyThreads(1)
                .applyExecutorConfig()
                .advancedConfig()
                // A message that claims UTF-8 wrongly gets an answer; the client would end the connection.
                .validatePayloadFormat(false)
                .applyAdvancedConfig()
                .addConnectedListener(this::onConnected)
                .addDisconnectedListener(this::onDisconnected);
        String username = settings.username();
        if (username != null) {
            String password = settings.password() == null ? "" : settings.password();
            builder = builder.simpleAuth()
                    .username(username)
                    .password(password.getBytes(StandardCharsets.UTF_8))
                    .applySimpleAuth();
        }
        return builder.buildAsync();
    }

    private void onConnected(MqttClientConnectedContext context) {
        boolean sessionPresent =
                ((Mqtt5ClientConnectedContext) context).getConnAck().isSessionPresent();
        if (outage) {
            LOG.info("connected to the MQTT broker at {} again", address());
        }
        outage = false;
        lane.open(client);
        if (subscribed.compareAndSet(false, true)) {
            // Once: from now on the client itself repeats the subscriptions with every connection.
            var unused =
                    client.subscribe(subscriptions()).whenComplete((ack, error) -> onSubscribed(sessionPresent, error));
        } else {
            ready(sessionPresent);
        }
    }

    private void onSubscribed(boolean sessionPresent, @Nullable Throwable error) {
        if (error != null) {
            LOG.error(
                    "the MQTT broker at {} rejects Mist's subscriptions; check what user '{}' may subscribe to",
                    address(),
                    settings.username(),
                    error);
        } else {
            ready(sessionPresent);
        }
    }

    private void ready(boolean sessionPresent) {
        if (!closing && client.getState().isConnected()) {
            extra.forEach(this::subscribe);
            usable = true;
            callbacks.connected().accept(sessionPresent);
        }
    }

    private void onDisconnected(MqttClientDisconnectedContext context) {
        usable = false;
        if (closing) {
            context.getReconnector().reconnect(false);
            // After the client has written down its new state.
            var unused = CompletableFuture.runAsync(() -> ended.complete(null));
            return;
        }
        report(context.getCause());
        var next = new CompletableFuture<@Nullable Void>();
        pause = next;
        var reconnector = context.getReconnector();
        reconnector
                .resubscribeIfSessionPresent(true)
                .resubscribeIfSessionExpired(true)
                // Outputs are read again from the log; answers were for clients that may have gone.
                .republishIfSessionExpired(false)
                .delay(0, TimeUnit.MILLISECONDS)
                .reconnectWhen(
                        next.completeOnTimeout(
                                null, delay(reconnector.getAttempts(), context.getCause()), TimeUnit.MILLISECONDS),
                        (done, error) -> {
                            if (closing) {
                                reconnector.reconnect(false);
                                ended.complete(null);
                            }
                        });
        if (closing) {
            next.complete(null);
        }
    }

    private void report(Throwable cause) {
        if (takenOver(cause)) {
            LOG.warn(
                    "another client at {} uses the client id '{}'; give each server a mist.mqtt.client-id of its own",
                    address(),
                    settings.clientId());
        } else if (!outage) {
            LOG.warn("no connection to the MQTT broker at {}: {}; Mist keeps trying", address(), cause.getMessage());
        }
        LOG.debug("disconnected from {}", address(), cause);
        outage = true;
    }

    private static long delay(int attempts, Throwable cause) {
        return takenOver(cause) ? TAKEN_OVER_MILLIS : BACKOFF.nextDelayMillis(attempts + 1);
    }

    private static boolean takenOver(Throwable cause) {
        return cause instanceof Mqtt5DisconnectException disconnect
                && disconnect.getMqttMessage().getReasonCode() == Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER;
    }

    private Mqtt5Subscribe subscriptions() {
        List<Mqtt5Subscription> wanted = new ArrayList<>();
        for (String filter : Topics.filters()) {
            wanted.add(subscription(filter, false));
        }
        if (settings.subscribeTopic() != null) {
            wanted.add(subscription(settings.subscribeTopic(), noLocal()));
        }
        return Mqtt5Subscribe.builder().addSubscriptions(wanted).build();
    }

    private Mqtt5Subscription subscription(String filter, boolean noLocal) {
        return Mqtt5Subscription.builder()
                .topicFilter(filter)
                .qos(MqttQos.EXACTLY_ONCE)
                .noLocal(noLocal)
                // A retained request would start another run with every connection.
                .retainHandling(Mqtt5RetainHandling.DO_NOT_SEND)
                .build();
    }

    /**
     * Spares us our own messages. The embedded broker would keep them in the session's queue for ever instead of dropping
     * them; there {@link #ORIGIN} alone tells them apart.
     */
    private boolean noLocal() {
        return !settings.ownBroker();
    }
}
