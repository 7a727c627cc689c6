package io.mist.server.door.kafka;

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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door to Kafka: takes requests and answers each, brings the records of inputs into their logs, and publishes outputs.
 * The brokers may come later or go away in between. Safe for any thread.
 */
public final class KafkaDoor implements Door {

    private static final String NAME = "kafka";
    private static final int THREADS = 4;
    private static final Logger LOG = LoggerFactory.getLogger(KafkaDoor.class);

    private final Desk desk;
    private final KafkaSettings settings;
    private final Topics topics;
    private final Cluster cluster;
    private final Outbox outbox;
    private final Answers answers;
    private final Requests requests;
    private final Inputs inputs;
    private final ReadingThread requestReading;
    private final ReadingThread inputReading;
    private final Publication publication;
    private final OutputPublisher outputs;
    private final ExecutorService executor = Executors.newFixedThreadPool(THREADS, named());
    private final List<AutoCloseable> listeners = new ArrayList<>();

    public KafkaDoor(KafkaSettings settings, Gate gate) {
        Clients clients = new Clients(settings);
        this.desk = gate.as(Caller.ofDoor(NAME));
        this.settings = settings;
        this.topics = new Topics(settings, desk);
        this.cluster = new Cluster(clients);
        this.outbox = new Outbox(clients);
        this.answers = new Answers(cluster, outbox, settings.replyTopic(), executor);
        this.requests = new Requests(gate, answers, executor, settings.maxLive());
        this.inputs = new Inputs(desk, topics, outbox, Set.of(settings.requestTopic(), settings.replyTopic()));
        this.requestReading = new ReadingThread(
                "kafka-request-topic", () -> clients.consumer(settings.group()), (consumer, closing) -> {
                    cluster.ensure(List.of(settings.replyTopic()));
                    return new RequestSession(consumer, cluster, requests, settings.requestTopic());
                });
        this.inputReading = new ReadingThread(
                "kafka-inputs",
                () -> clients.consumer(settings.group() + "-inputs"),
                (consumer, closing) -> new InputSession(consumer, cluster, inputs, closing));
        this.publication = desk.publication(NAME);
        this.outputs = new OutputPublisher(
                "kafka-outputs",
                publication,
                new OutputTransport(desk, publication, clients, cluster, topics, settings.group() + "-outputs"),
                this::isPublished);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Binding> binding() {
        return Optional.of(new KafkaBinding(settings, desk));
    }

    @Override
    public void start() {
        listeners.add(desk.onRoutes(inputs::changed));
        listeners.add(publication.onAppend(outputs::appended));
        cluster.start();
        requestReading.start();
        inputReading.start();
        outputs.start();
    }

    private boolean isPublished(ChannelId channel) {
        return !topics.isLog(channel, topics.output(channel));
    }

    @Override
    public Optional<KafkaStatus> status() {
        return Optional.of(new KafkaStatus(
                cluster.servers(),
                cluster.connected(),
                settings.group(),
                requests.received(),
                requests.rejected(),
                outputs.published(),
                inputs.accepted(),
                inputs.rejected(),
                inputs.current().problems()));
    }

    /** Stops reading: records that arrive from now on wait in their topics for the next start. */
    @Override
    public void close() {
        Listeners.close(listeners);
        answers.close();
        requestReading.close();
        inputReading.close();
        outputs.close();
        outbox.close();
        executor.shutdownNow();
        cluster.close();
    }

    private static ThreadFactory named() {
        var count = new AtomicInteger();
        return task -> new Thread(task, "kafka-requests-" + count.incrementAndGet());
    }
}
