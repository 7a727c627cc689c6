package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.MistException;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.ChannelId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of inputs. A message is acknowledged when it is durable, or when its sender can find out that it never
 * will be: at the response topic of MQTT 5, or beside the topic that it came by. Safe for any thread.
 */
final class Inputs implements AutoCloseable {

    /** Messages that wait to be stored. At the bound those with QoS 0 are dropped; of the others the broker holds more. */
    static final int MAX_WAITING = 10_000;

    static final long MAX_WAITING_BYTES = 64L << 20;

    /** Inputs that have messages; a topic names any. At the bound the idle ones are forgotten. */
    private static final int MAX_LANES = 1_000;

    private static final int THREADS = 4;
    private static final int SHOWN = 200;
    private static final long CLOSE_SECONDS = 3;
    private static final long WARNING_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(Inputs.class);

    private final Gate gate;
    private final InputTopics topics;
    private final String clientId;
    private final Function<Outgoing, CompletableFuture<?>> publisher;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, named());
    private final Map<ChannelId, InputLane> lanes = new ConcurrentHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder received = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());
    private volatile boolean closing;

    Inputs(Gate gate, InputTopics topics, String clientId, Function<Outgoing, CompletableFuture<?>> publisher) {
        this.gate = gate;
        this.topics = topics;
        this.clientId = clientId;
        this.publisher = publisher;
    }

    long received() {
        return received.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    /**
     * Called on the event loop.
     *
     * @param inputs those that the message is for, at least one
     */
    void take(Mqtt5Publish message, List<ChannelId> inputs) {
        if (clientId.equals(Sender.property(message, Connection.ORIGIN))) {
            message.acknowledge();
            return;
        }
        received.increment();
        if (closing) {
            // Not acknowledged, it comes again when the server does.
            return;
        }
        if (message.getQos() == MqttQos.AT_MOST_ONCE && isFull()) {
            rejected.increment();
            warn("a message with QoS 0 is dropped: " + waiting.get() + " messages wait to be stored", message, null);
            message.acknowledge();
            return;
        }
        var unfinished = new AtomicInteger(inputs.size());
        for (ChannelId input : inputs) {
            waiting.incrementAndGet();
            waitingBytes.addAndGet(size(message));
            lane(input).add(new Arrival(message, input, unfinished));
        }
    }

    private boolean isFull() {
        return waiting.get() >= MAX_WAITING || waitingBytes.get() >= MAX_WAITING_BYTES;
    }

    private static int size(Mqtt5Publish message) {
        return message.getPayload().map(ByteBuffer::remaining).orElse(0);
    }

    private InputLane lane(ChannelId input) {
        if (lanes.size() >= MAX_LANES) {
            lanes.values().removeIf(InputLane::isIdle);
        }
        return lanes.computeIfAbsent(input, id -> new InputLane(id, gate, topics, executor, this::decided));
    }

    private CompletableFuture<?> decided(Arrival arrival) {
        if (!arrival.isTaken()) {
            rejected.increment();
            warn("a message over MQTT is rejected", arrival.message(), arrival);
        }
        CompletableFuture<?> answered = answer(arrival);
        arrival.finish();
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-size(arrival.message()));
        return answered;
    }

    /** To the response topic if there is one; else only the senders of what is rejected have something to find out. */
    private CompletableFuture<?> answer(Arrival arrival) {
        Mqtt5Publish message = arrival.message();
        String asked = message.getResponseTopic().map(Object::toString).orElse(null);
        if (asked == null && arrival.isTaken()) {
            return CompletableFuture.completedFuture(null);
        }
        String topic =
                asked != null ? asked : Topics.rejected(message.getTopic().toString());
        ObjectNode answer = described(arrival);
        if (asked == null) {
            answer.put("message", shown(message));
        }
        try {
            return publisher
                    .apply(Outgoing.answer(
                            topic,
                            Wire.bytes(answer),
                            message.getCorrelationData().orElse(null)))
                    .handle((done, error) -> {
                        if (error != null) {
                            LOG.warn("the answer on {} did not reach the broker: {}", topic, error.getMessage());
                        }
                        return done;
                    });
        } catch (RuntimeException e) {
            LOG.error("the answer on {} cannot be published", topic, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    private static ObjectNode described(Arrival arrival) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        MistException error = arrival.error();
        if (error == null) {
            answer.set("push", Wire.tree(arrival.view()));
        } else {
            answer.set("error", Wire.problem(error));
        }
        return answer;
    }

    private static String shown(Mqtt5Publish message) {
        String text = new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** Logs one in ten seconds of many that are alike. */
    private void warn(String what, Mqtt5Publish message, @Nullable Arrival arrival) {
        long now = System.nanoTime();
        long next = nextWarning.get();
        if (now - next >= 0 && nextWarning.compareAndSet(next, now + WARNING_NANOS)) {
            LOG.warn(
                    "{} on {}: {} ({} in all)",
                    what,
                    message.getTopic(),
                    arrival == null ? "" : Wire.text(described(arrival)),
                    rejected.sum());
        }
        if (arrival != null && arrival.error() != null && ProblemDocument.isDefect(arrival.error())) {
            LOG.error("a message on {} cannot be stored", message.getTopic(), arrival.error());
        }
    }

    /** Lets what has begun come to its end, for a few seconds; the rest stays with the broker. */
    @Override
    public void close() {
        closing = true;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            for (InputLane lane : lanes.values()) {
                if (!lane.close(Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())))) {
                    LOG.warn("messages over MQTT are still being stored; they will come again");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }

    private static ThreadFactory named() {
        var count = new AtomicInteger();
        return task -> new Thread(task, "mqtt-inputs-" + count.incrementAndGet());
    }
}
