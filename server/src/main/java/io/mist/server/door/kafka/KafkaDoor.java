package io.mist.server.door.kafka;

import io.mist.protocol.MistException;
import io.mist.server.config.KafkaConfig;
import io.mist.server.config.KafkaDoorConfig;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.ChannelId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to Kafka: takes requests and answers each, brings the records of inputs into their logs, and publishes outputs.
 * The brokers may come later or go away in between. Safe for any thread.
 */
public final class KafkaDoor implements AutoCloseable {

    private static final int THREADS = 4;
    private static final Logger log = LoggerFactory.getLogger(KafkaDoor.class);

    private final Desk desk;
    private final KafkaDoorConfig config;
    private final Topics topics;
    private final Cluster cluster;
    private final Outbox outbox;
    private final Answers answers;
    private final Requests requests;
    private final Inputs inputs;
    private final ReadingThread requestReading;
    private final ReadingThread inputReading;
    private final OutputPublisher outputs;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, named());
    private final List<AutoCloseable> listeners = new ArrayList<>();

    /** @param areLogs whether channels have their logs in this Kafka: then an output's topic is there already */
    public KafkaDoor(KafkaConfig kafka, boolean areLogs, Gate gate) {
        this(kafka, areLogs, gate, Request.MAX_PAYLOAD);
    }

    /** @param maxLive bytes of a change of live values */
    public KafkaDoor(KafkaConfig kafka, boolean areLogs, Gate gate, int maxLive) {
        Clients clients = new Clients(kafka);
        this.desk = gate.as(Caller.ofDoor("kafka"));
        this.config = kafka.door();
        this.topics = new Topics(kafka, areLogs, desk);
        this.cluster = new Cluster(clients);
        this.outbox = new Outbox(clients);
        this.answers = new Answers(cluster, outbox, config.replyTopic(), executor);
        this.requests = new Requests(gate, answers, executor, maxLive);
        this.inputs = new Inputs(desk, topics, outbox, Set.of(config.requestTopic(), config.replyTopic()));
        this.requestReading = new ReadingThread(
                "kafka-request-topic", () -> clients.consumer(config.group()), (consumer, closing) -> {
                    cluster.ensure(List.of(config.replyTopic()));
                    return new RequestSession(consumer, cluster, requests, config.requestTopic());
                });
        this.inputReading = new ReadingThread(
                "kafka-inputs",
                () -> clients.consumer(config.group() + "-inputs"),
                (consumer, closing) -> new InputSession(consumer, cluster, inputs, closing));
        this.outputs = new OutputPublisher(
                desk,
                () -> clients.transactional(config.group() + "-outputs"),
                producer -> new OutputSession(desk, cluster, topics, config.group() + "-outputs.", producer),
                this::isPublished);
    }

    /** Returns at once, also if no broker answers yet. Once only. */
    public void start() {
        listeners.add(desk.onRoutes(inputs::changed));
        listeners.add(desk.publication(OutputCursor.READER).onAppend(outputs::appended));
        cluster.start();
        requestReading.start();
        inputReading.start();
        outputs.start();
    }

    private boolean isPublished(ChannelId channel) {
        return !topics.isLog(channel, topics.output(channel));
    }

    public KafkaStatus status() {
        return new KafkaStatus(
                cluster.servers(),
                cluster.connected(),
                config.group(),
                requests.received(),
                requests.rejected(),
                outputs.published(),
                inputs.accepted(),
                inputs.rejected(),
                inputs.current().problems());
    }

    /** Ends within some seconds. What comes from now on waits in its topics for the next start. */
    @Override
    public void close() {
        listeners.forEach(KafkaDoor::closeListener);
        answers.close();
        requestReading.close();
        inputReading.close();
        outputs.close();
        outbox.close();
        executor.shutdownNow();
        cluster.close();
    }

    private static void closeListener(AutoCloseable listener) {
        try {
            listener.close();
        } catch (Exception e) {
            log.warn("a listener of the Kafka door is still registered", MistException.internal("cannot remove it", e));
        }
    }

    private static java.util.concurrent.ThreadFactory named() {
        var count = new AtomicInteger();
        return task -> new Thread(task, "kafka-requests-" + count.incrementAndGet());
    }
}
