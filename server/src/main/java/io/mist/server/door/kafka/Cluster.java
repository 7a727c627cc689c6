package io.mist.server.door.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The brokers: whether they answer, and what topics they have. Safe for any thread; all calls may block. */
final class Cluster implements AutoCloseable {

    private static final long LOOK_MILLIS = 2_000;
    private static final int LOOK_TIMEOUT_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    private final String servers;
    private final Optional<Short> replicationFactor;
    private final long timeoutMillis;
    private final Admin admin;
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "kafka-cluster"));
    private volatile boolean connected;

    Cluster(Clients clients) {
        this.servers = clients.settings().servers();
        this.replicationFactor = clients.settings().replicationFactor();
        this.timeoutMillis = clients.settings().timeoutMillis();
        this.admin = clients.admin();
    }

    void start() {
        var unused = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    String servers() {
        return servers;
    }

    /** Whether a broker answered when it was last asked, which is some seconds ago at most. */
    boolean connected() {
        return connected;
    }

    private void look() {
        try {
            var nodes = admin.describeCluster(new DescribeClusterOptions().timeoutMs(LOOK_TIMEOUT_MILLIS))
                    .nodes()
                    .get(LOOK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
            if (!connected) {
                LOG.info("Kafka answers at {}: {} brokers", servers, nodes.size());
            }
            connected = true;
        } catch (ExecutionException | TimeoutException e) {
            if (connected) {
                LOG.warn("Kafka at {} does not answer; Mist keeps asking: {}", servers, e.toString());
            }
            connected = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            connected = false;
            LOG.error("Kafka at {} cannot be asked", servers, e);
        }
    }

    /** Makes the topics that are not there. One that Mist may not make is left to those that may. */
    void ensure(Collection<String> topics) {
        List<NewTopic> wanted = topics.stream()
                .map(name -> new NewTopic(name, Optional.empty(), replicationFactor))
                .toList();
        admin.createTopics(wanted).values().forEach((topic, made) -> {
            try {
                await(made);
                LOG.info("topic {} is created", topic);
            } catch (TopicExistsException e) {
                LOG.debug("topic {} is there", topic);
            } catch (KafkaException e) {
                if (e instanceof RetriableException) {
                    throw e;
                }
                LOG.warn("topic {} is missing and cannot be created; create it by hand: {}", topic, e.getMessage());
            }
        });
    }

    /** Whether there is such a topic; complete when the brokers have said so. */
    KafkaFuture<Boolean> exists(String topic) {
        return description(topic).thenApply(found -> true);
    }

    private KafkaFuture<TopicDescription> description(String topic) {
        return Objects.requireNonNull(
                admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
    }

    /** The id of a topic; one that was removed and made again has another. */
    Uuid idOf(String topic) {
        Uuid id = await(description(topic)).topicId();
        if (id.equals(Uuid.ZERO_UUID)) {
            throw new KafkaException(
                    "the brokers at " + servers + " tell no ids of topics (expected: Kafka 2.8 or newer)");
        }
        return id;
    }

    /** Returns the last note for a group, also one in a transaction: waits for those that are being ended. */
    Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return await(admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata());
    }

    private <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException("no answer of Kafka at " + servers, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
