package io.mist.server.door.mqtt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.MistException;
import io.mist.server.door.Answer;
import io.mist.server.door.Decision;
import io.mist.server.door.OperationReader;
import io.mist.server.door.Performer;
import io.mist.server.door.ProblemDocument;
import io.mist.server.door.RequestSize;
import io.mist.server.door.Waits;
import io.mist.server.gate.Gate;
import io.mist.server.gate.Operation;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests, has the {@link Gate} decide, and answers each one. A request is open from its arrival until the broker
 * has its answer; {@link #MAX_OPEN} bounds them all. Safe for any thread.
 */
final class Requests implements AutoCloseable {

    /**
     * At this many open requests, further ones wait unacknowledged, and those with QoS 0, of which the broker sends however
     * many there are, are rejected with {@code busy}.
     */
    static final int MAX_OPEN = 256;

    /** So many of them may wait for an application; beyond that the answer comes when the change is accepted. */
    static final int MAX_WAITS = 128;

    /** At this many rejections on their way, further requests are dropped; only QoS 0 can get here. */
    static final int MAX_REFUSALS = 256;

    private static final int THREADS = 4;
    /** Above this, a request that is rejected unread is answered without its id: no long work on the event loop. */
    private static final int QUICKLY_READ = 8 << 10;

    private static final String EXTERNAL_ID = "externalId";
    private static final long CLOSE_SECONDS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final Gate gate;
    private final RequestSize size;
    private final OperationReader reader;
    private final OperationReader anyRouteReader;
    private final @Nullable String publishTopic;
    private final Function<Outgoing, CompletableFuture<?>> publisher;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, named());
    private final Waits waits = new Waits(MAX_WAITS);
    private final Semaphore open = new Semaphore(MAX_OPEN);
    /** As many as the broker sends without an acknowledgement. */
    private final Queue<Arrived> waiting = new ConcurrentLinkedQueue<>();

    private final Semaphore refusals = new Semaphore(MAX_REFUSALS);
    private final LongAdder received = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private volatile boolean closing;

    Requests(Gate gate, MqttSettings settings, Function<Outgoing, CompletableFuture<?>> publisher) {
        this.gate = gate;
        this.size = RequestSize.ofMessage(settings.maxLive());
        this.reader = reader("id", "replyTo");
        this.anyRouteReader = reader("id", "replyTo", EXTERNAL_ID);
        this.publishTopic = settings.publishTopic();
        this.publisher = publisher;
    }

    private static OperationReader reader(String... ownFields) {
        return new OperationReader(List.of(ownFields), new OperationReader.KeyField("id", Sender.MAX_TEXT), fields -> {
            String replyTo = fields.string("replyTo");
            if (replyTo != null && !Topics.isName(replyTo)) {
                fields.wrong("replyTo", "'" + replyTo + "' (expected: a topic without + and #)");
            }
            String unused = fields.string(EXTERNAL_ID);
        });
    }

    long received() {
        return received.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    private record Arrived(Mqtt5Publish message, Topics.RequestTopic asked) {}

    /** Called on the event loop. */
    void take(Mqtt5Publish message, Topics.RequestTopic asked) {
        if (Sender.property(message, Connection.ORIGIN) != null) {
            message.acknowledge();
            return;
        }
        received.increment();
        if (message.getQos() != MqttQos.AT_MOST_ONCE) {
            waiting.add(new Arrived(message, asked));
            handleWaiting();
        } else if (open.tryAcquire()) {
            handleOpen(new Arrived(message, asked));
        } else {
            refuse(message, asked);
        }
    }

    private void handleWaiting() {
        while (!waiting.isEmpty() && open.tryAcquire()) {
            Arrived next = waiting.poll();
            if (next == null) {
                open.release();
            } else {
                handleOpen(next);
            }
        }
    }

    private void handleOpen(Arrived request) {
        try {
            executor.execute(() -> handle(request.message(), request.asked()));
        } catch (RejectedExecutionException e) {
            // The door closes; not acknowledged, the request comes again when the server does.
            open.release();
            LOG.debug(
                    "a request on {} came while the door closed",
                    request.message().getTopic());
        }
    }

    /** A request that had a permit is done. */
    private void release() {
        open.release();
        if (!closing) {
            handleWaiting();
        }
    }

    private void handle(Mqtt5Publish message, Topics.RequestTopic asked) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        MistException unreadable = null;
        try {
            object = read(message, asked);
        } catch (MistException e) {
            unreadable = e;
        }
        if (asked.isForAnyRoute() && isAnswer(object)) {
            message.acknowledge();
            release();
            return;
        }
        var one = new Open(message, Reply.to(message, asked, object, publishTopic));
        if (unreadable != null) {
            one.fail(unreadable);
            return;
        }
        perform(one, asked, object);
    }

    /** An answer of Mist's that lost its mark on a bridge to MQTT 3: to answer it would never end. */
    private static boolean isAnswer(ObjectNode object) {
        return !object.has("route")
                && (object.path("error").has("code") || object.path("run").has("id"));
    }

    private ObjectNode read(Mqtt5Publish message, Topics.RequestTopic asked) {
        return size.read(message.getPayloadAsBytes(), OperationReader.isChange(asked.operation()));
    }

    private void perform(Open one, Topics.RequestTopic asked, ObjectNode object) {
        try {
            Sender sender = Sender.of(one.message);
            OperationReader form = asked.isForAnyRoute() ? anyRouteReader : reader;
            Operation operation = form.read(object, sender.context(asked));
            var unused = operation
                    .accept(new RequestOperations(new Performer(gate.as(sender.caller()))))
                    .thenCompose(decision -> awaited(one, decision))
                    .whenComplete((answer, error) -> {
                        if (error == null) {
                            one.finish(one.reply.answer(answer));
                        } else {
                            one.fail(error);
                        }
                    });
        } catch (RuntimeException e) {
            one.fail(e);
        }
    }

    private CompletionStage<Answer> awaited(Open one, Decision decision) {
        if (decision.later() != null) {
            // Before the wait: MQTT acknowledges in order, so that one held would hold up all later requests.
            one.acknowledge();
        }
        return waits.until(decision);
    }

    private void refuse(Mqtt5Publish message, Topics.RequestTopic asked) {
        rejected.increment();
        message.acknowledge();
        if (!refusals.tryAcquire()) {
            LOG.debug("a request on {} is dropped: {} refusals are on their way", message.getTopic(), MAX_REFUSALS);
            return;
        }
        Reply reply = Reply.to(message, asked, quicklyRead(message, asked), publishTopic);
        publish(reply, reply.error(busy()), refusals::release);
    }

    private static MistException busy() {
        return MistException.resources(
                "busy",
                MAX_OPEN + " requests over MQTT are being handled (expected: fewer). Send this one again a little"
                        + " later");
    }

    private ObjectNode quicklyRead(Mqtt5Publish message, Topics.RequestTopic asked) {
        byte[] payload = message.getPayloadAsBytes();
        try {
            if (payload.length <= QUICKLY_READ) {
                return read(message, asked);
            }
        } catch (MistException e) {
            LOG.debug("a refused request on {} is malformed, too", message.getTopic(), e);
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private void publish(Reply reply, ObjectNode answer, Runnable done) {
        String topic = reply.topic();
        if (topic == null) {
            done.run();
            LOG.warn("a request is not answered: it names neither a route nor where to answer to");
            return;
        }
        try {
            var unused = publisher
                    .apply(Outgoing.answer(topic, Wire.bytes(answer), reply.correlation()))
                    .whenComplete((ack, error) -> {
                        done.run();
                        if (error != null) {
                            LOG.warn("the answer on {} did not reach the broker: {}", topic, error.getMessage());
                        }
                    });
        } catch (RuntimeException e) {
            done.run();
            LOG.error("the answer on {} cannot be published", topic, e);
        }
    }

    /**
     * Lets what has begun come to its end, for a few seconds; the rest stays with the broker. The broker's word for an
     * answer also means that it has noted the acknowledgement before it, and will not send that request again.
     */
    @Override
    public void close() {
        closing = true;
        waits.endAll();
        try {
            if (open.tryAcquire(MAX_OPEN, CLOSE_SECONDS, TimeUnit.SECONDS)) {
                open.release(MAX_OPEN);
            } else {
                LOG.warn("not every request over MQTT is answered {} s after the door began to close", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        executor.shutdownNow();
    }

    private static ThreadFactory named() {
        var count = new AtomicInteger();
        return task -> new Thread(task, "mqtt-requests-" + count.incrementAndGet());
    }

    /** A request that has a permit. */
    private final class Open {

        private final Mqtt5Publish message;
        private final Reply reply;
        private final AtomicBoolean acknowledged = new AtomicBoolean();

        Open(Mqtt5Publish message, Reply reply) {
            this.message = message;
            this.reply = reply;
        }

        void acknowledge() {
            if (acknowledged.compareAndSet(false, true)) {
                message.acknowledge();
            }
        }

        void finish(ObjectNode answer) {
            acknowledge();
            publish(reply, answer, Requests.this::release);
        }

        void fail(Throwable error) {
            rejected.increment();
            finish(reply.error(known(error)));
        }

        private MistException known(Throwable error) {
            MistException known = ProblemDocument.known(error);
            if (ProblemDocument.isDefect(known)) {
                LOG.error("a request on {} failed", message.getTopic(), error);
            }
            return known;
        }
    }
}
