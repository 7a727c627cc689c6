package io.mist.server.door.mqtt;

import io.mist.protocol.Json;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.CloudEvents;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Publication;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes every channel from its log, in order and at least once: a channel's cursor moves only over what the broker has
 * acknowledged, so that after any outage it goes on there. One thread for all channels, in turns.
 */
final class OutputPublisher implements AutoCloseable {

    /** The reader's name, under which its cursors are kept. */
    static final String READER = "mqtt";

    /** Messages sent and not yet acknowledged, of all channels; beyond that, the rest stays in the log. */
    static final int WINDOW = 100;

    /** The same in bytes; one message may go beyond it. */
    static final long WINDOW_BYTES = 16L << 20;

    /** Messages of one channel in one turn, so that a busy channel does not hold up the others. */
    private static final int TURN = 25;

    private static final long CLOSE_MILLIS = 5_000;
    /** How long the end waits for acknowledgements that are under way; what comes later is sent again. */
    private static final long LAST_ACKS_MILLIS = 2_000;

    private static final long RETRY_MILLIS = 5_000;

    private static final Logger log = LoggerFactory.getLogger(OutputPublisher.class);

    private final Publication channels;
    private final Function<ChannelId, OutputSettings> settings;
    private final @Nullable String plainTopic;
    private final BooleanSupplier connected;
    private final Function<Outgoing, ? extends CompletableFuture<?>> publisher;
    private final Thread thread = new Thread(this::run, "mqtt-outputs");
    private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
    private final Set<ChannelId> appended = ConcurrentHashMap.newKeySet();
    /** Confined to the thread. */
    private final Map<ChannelId, OutputCursor> cursors = new LinkedHashMap<>();

    private volatile boolean listed;
    private final LongAdder published = new LongAdder();
    private volatile boolean closing;

    OutputPublisher(
            Publication channels,
            Function<ChannelId, OutputSettings> settings,
            @Nullable String plainTopic,
            BooleanSupplier connected,
            Function<Outgoing, ? extends CompletableFuture<?>> publisher) {
        this.channels = channels;
        this.settings = settings;
        this.plainTopic = plainTopic;
        this.connected = connected;
        this.publisher = publisher;
    }

    void start() {
        thread.start();
    }

    long published() {
        return published.sum();
    }

    /** Takes note only. */
    void appended(ChannelId channel) {
        appended.add(channel);
        wake();
    }

    /** An output whose name cannot be in a topic may have a topic of its own now. */
    void routesChanged() {
        listed = false;
        wake();
    }

    void wake() {
        // Full means awake already.
        boolean ignored = wake.offer(true);
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            log.warn("outputs are still being read after {} ms", CLOSE_MILLIS);
            thread.interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                step();
            }
            settleLast();
        } catch (InterruptedException e) {
            log.debug("outputs end", e);
        }
    }

    private void step() throws InterruptedException {
        try {
            if (!listed) {
                listed = true;
                appended.addAll(channels.outputs());
            }
            settle();
            if (!(connected.getAsBoolean() && publishTurns())) {
                sleep();
            }
        } catch (RuntimeException e) {
            log.error("outputs are published over MQTT again in {} ms", RETRY_MILLIS, e);
            Boolean ignored = wake.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void sleep() throws InterruptedException {
        long nanos = cursors.values().stream()
                .mapToLong(OutputCursor::nanosToRetry)
                .filter(left -> left > 0)
                .min()
                .orElse(Long.MAX_VALUE);
        Boolean ignored = wake.poll(nanos, TimeUnit.NANOSECONDS);
    }

    private void settle() {
        for (OutputCursor cursor : cursors.values()) {
            published.add(cursor.settle(channels));
        }
    }

    /** Whether anything was sent. */
    private boolean publishTurns() {
        for (Iterator<ChannelId> each = appended.iterator(); each.hasNext(); ) {
            ChannelId channel = each.next();
            // Taken out before it is read: what is appended from now on is noted again.
            each.remove();
            cursors.computeIfAbsent(channel, c -> OutputCursor.of(c, channels)).hasMore();
        }
        boolean sent = false;
        for (OutputCursor cursor : cursors.values()) {
            sent |= publishTurn(cursor);
        }
        return sent;
    }

    private boolean publishTurn(OutputCursor cursor) {
        int room = Math.min(TURN, WINDOW - inFlight());
        if (room <= 0 || bytesInFlight() >= WINDOW_BYTES) {
            return false;
        }
        boolean sent = false;
        OutputSettings set = settings.apply(cursor.channel());
        for (Message message : cursor.read(channels, room, set.mqttTopic().isPresent())) {
            Outgoing outgoing = outgoing(cursor.channel(), message, set);
            cursor.sent(message, outgoing.payload().length, send(message, outgoing));
            sent = true;
            if (bytesInFlight() >= WINDOW_BYTES) {
                cursor.hasMore();
                break;
            }
        }
        return sent;
    }

    private static Outgoing outgoing(ChannelId channel, Message message, OutputSettings set) {
        Envelope envelope = set.envelope().map(Envelope::ofSetting).orElse(Envelope.CLOUDEVENTS);
        Map<String, String> attributes = new LinkedHashMap<>(envelope.attributes(channel, message));
        // What MQTT 5 has a property of its own for.
        attributes.remove("datacontenttype");
        String type = envelope == Envelope.CLOUDEVENTS ? CloudEvents.MEDIA_TYPE : Outgoing.JSON;
        String topic = set.mqttTopic().orElseGet(() -> Topics.output(channel));
        return Outgoing.of(topic, envelope.encode(channel, message), type).with(attributes);
    }

    /** On that topic a text is the text itself, as {@code publish(String)} of the old style had it. */
    private static Outgoing plain(String topic, byte[] data) {
        if (data.length == 0 || data[0] != '"') {
            return Outgoing.of(topic, data, Outgoing.JSON);
        }
        String text = Json.read(new String(data, StandardCharsets.UTF_8), String.class);
        return Outgoing.of(topic, text.getBytes(StandardCharsets.UTF_8), Outgoing.TEXT);
    }

    private CompletableFuture<?> send(Message message, Outgoing outgoing) {
        CompletableFuture<?> done = publisher.apply(outgoing);
        if (plainTopic != null) {
            done = CompletableFuture.allOf(done, publisher.apply(plain(plainTopic, message.data())));
        }
        // Not the stage that wakes us: that one is done only after we have looked.
        var unused = done.whenComplete((ack, error) -> wake());
        return done;
    }

    private int inFlight() {
        return cursors.values().stream().mapToInt(OutputCursor::inFlight).sum();
    }

    private long bytesInFlight() {
        return cursors.values().stream().mapToLong(OutputCursor::bytesInFlight).sum();
    }

    private void settleLast() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_ACKS_MILLIS);
        settle();
        while (inFlight() > 0 && connected.getAsBoolean() && System.nanoTime() < end) {
            Boolean ignored = wake.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            settle();
        }
    }
}
