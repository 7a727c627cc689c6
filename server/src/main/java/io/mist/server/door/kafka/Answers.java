package io.mist.server.door.kafka;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import io.mist.server.door.Pauses;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers, again and again until the brokers have them. Safe for any thread. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Cluster cluster;
    private final Outbox outbox;
    private final String replyTopic;
    private final Executor executor;
    private volatile boolean closing;

    /** @param executor where it is tried again */
    Answers(Cluster cluster, Outbox outbox, String replyTopic, Executor executor) {
        this.cluster = cluster;
        this.outbox = outbox;
        this.replyTopic = replyTopic;
        this.executor = executor;
    }

    /** Complete when the brokers have the answer; fails only if the door closes. */
    CompletableFuture<?> send(Reply reply, ObjectNode answer) {
        return send(reply, answer, 0);
    }

    private CompletableFuture<?> send(Reply reply, ObjectNode answer, int failures) {
        CompletionStage<?> sent = sent(reply, reply.topic(), answer);
        return sent.<CompletableFuture<?>>handleAsync(
                        (done, error) -> error == null
                                ? CompletableFuture.completedFuture(true)
                                : failed(reply, answer, failures, error),
                        executor)
                .thenCompose(next -> next)
                .toCompletableFuture();
    }

    private CompletionStage<?> sent(Reply reply, @Nullable String topic, ObjectNode answer) {
        return topic == null || topic.equals(replyTopic)
                ? outbox.send(reply.record(replyTopic, answer))
                // Kafka would make a topic of any name that is written to.
                : cluster.exists(topic)
                        .toCompletionStage()
                        .thenComposeAsync(found -> outbox.send(reply.record(topic, answer)), executor);
    }

    private CompletableFuture<?> failed(Reply reply, ObjectNode answer, int failures, Throwable failure) {
        Throwable error =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (closing) {
            return CompletableFuture.failedFuture(error);
        }
        if (reply.topic() != null && isAboutTopic(error)) {
            LOG.warn(
                    "an answer goes to {}, because {} cannot have it: {}", replyTopic, reply.topic(), error.toString());
            return send(new Reply(null, reply.key(), reply.correlation(), reply.echo()), answer, 0);
        }
        if (error instanceof RecordTooLargeException && !answer.has(Reply.ERROR)) {
            return send(reply, reply.error(tooLarge(error)), 0);
        }
        if (failures == 0) {
            LOG.warn("an answer is sent repeatedly: {}", error.toString());
        }
        return CompletableFuture.<CompletableFuture<?>>supplyAsync(
                        () -> send(reply, answer, failures + 1),
                        CompletableFuture.delayedExecutor(
                                Pauses.USUAL.nextDelayMillis(failures + 1), TimeUnit.MILLISECONDS, executor))
                .thenCompose(next -> next);
    }

    private static boolean isAboutTopic(Throwable error) {
        return error instanceof UnknownTopicOrPartitionException
                || error instanceof InvalidTopicException
                || error instanceof AuthorizationException;
    }

    private static MistException tooLarge(Throwable error) {
        return MistException.resources(
                        "answer-too-large",
                        "the request is done, but the brokers do not take its answer (" + error.getMessage()
                                + "); read it over HTTP, or raise max.message.bytes of the topic")
                .causedBy(error);
    }

    /** From now on what fails is not sent again. */
    void close() {
        closing = true;
    }
}
