package io.mist.server.door.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import io.mist.server.door.Answer;
import io.mist.server.door.Decision;
import io.mist.server.door.OperationReader;
import io.mist.server.door.Performer;
import io.mist.server.door.ProblemDocument;
import io.mist.server.door.RequestFields;
import io.mist.server.door.RequestSize;
import io.mist.server.door.Waits;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Gate;
import io.mist.server.gate.Operation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests, has the {@link Gate} decide, and answers each one. Requests for one route from one partition are decided
 * one after another, others at the same time. Safe for any thread.
 */
final class Requests {

    /** From so many open requests on, no more are read; those that were read with the last of them are open as well. */
    static final int MAX_OPEN = 256;

    /** So many of them may wait for an application; beyond that the answer comes when the change is accepted. */
    static final int MAX_WAITS = 128;

    private static final int LONGEST_USER = 150;
    /** The length that fits beside a prefix into the column of a key. */
    private static final int LONGEST_ID = 150;

    private static final long DRAIN_SECONDS = 3;
    private static final int MOST_OPEN = MAX_OPEN + Clients.MOST_POLLED;
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);

    private final Gate gate;
    private final RequestSize size;
    private final OperationReader reader = new OperationReader(
            List.of("id", "replyTo"), new OperationReader.KeyField("id", LONGEST_ID), Requests::checkReplyTo);
    private final Answers answers;
    private final Executor executor;
    private final Waits waits = new Waits(MAX_WAITS);
    private final Semaphore open = new Semaphore(MOST_OPEN);
    /** The last request of each lane that is not decided yet. */
    private final Map<Lane, CompletableFuture<?>> lanes = new ConcurrentHashMap<>();

    private final LongAdder received = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    private record Lane(int partition, String name) {}

    /** @param maxLive bytes of a change of live values */
    Requests(Gate gate, Answers answers, Executor executor, long maxLive) {
        this.size = RequestSize.ofMessage(maxLive);
        this.gate = gate;
        this.answers = answers;
        this.executor = executor;
    }

    long received() {
        return received.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    boolean isFull() {
        return MOST_OPEN - open.availablePermits() >= MAX_OPEN;
    }

    /** @param done called, on any thread, when the answer is with the brokers */
    void take(ConsumerRecord<byte[], byte[]> record, String key, Runnable done) {
        if (Headers.isOwn(record)) {
            // From Mist itself: an answer to it would be answered in turn, for ever.
            done.run();
            return;
        }
        received.increment();
        open.acquireUninterruptibly();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        CompletionStage<ObjectNode> answer;
        Reply reply;
        try {
            object = size.read(value(record), Requests::changesLive);
            reply = Reply.to(record, object);
            Operation operation = reader.read(object, context(key));
            answer = decided(operation.accept(operations(record)), record.partition())
                    .thenApply(reply::answer);
        } catch (MistException e) {
            reply = Reply.to(record, object);
            answer = CompletableFuture.failedFuture(e);
        }
        finish(reply, answer, done);
    }

    private static byte[] value(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw MistException.caller("malformed-json", "a record without a value (expected: a JSON object)");
        }
        return record.value();
    }

    private static Caller caller(ConsumerRecord<?, ?> record) {
        String user = Headers.text(record, Headers.USER);
        return new Caller(
                "kafka", user == null || user.length() <= LONGEST_USER ? user : user.substring(0, LONGEST_USER));
    }

    private static boolean changesLive(ObjectNode request) {
        return OperationReader.isChange(request.path("op").asText());
    }

    private static void checkReplyTo(RequestFields fields) {
        String replyTo = fields.string("replyTo");
        if (replyTo != null && !Topics.isName(replyTo)) {
            fields.wrong("replyTo", "'" + replyTo + "' (expected: the name of a topic)");
        }
    }

    /**
     * A client's own id counts for the same request sent twice, and the record's place for one that is read twice.
     *
     * @param place of the record
     */
    private static OperationReader.Context context(String place) {
        return new OperationReader.Context(
                null, null, requested -> requested == null ? place : "kafka-id:" + requested, List.of());
    }

    private RequestOperations operations(ConsumerRecord<?, ?> record) {
        return new RequestOperations(new Performer(gate.as(caller(record))));
    }

    /** Waits for those before it in its lane; those behind it do not wait with it for what comes after its decision. */
    private CompletionStage<Answer> decided(RequestOperations.Turn turn, int partition) {
        Lane lane = new Lane(partition, turn.lane());
        CompletableFuture<Decision> decided = new CompletableFuture<>();
        CompletableFuture<?> before = lanes.put(lane, decided);
        CompletableFuture<?> ready =
                before == null ? CompletableFuture.completedFuture(true) : before.handle((answer, error) -> true);
        var unused = ready.thenComposeAsync(free -> turn.decision().get(), executor)
                .whenComplete((decision, error) -> {
                    lanes.remove(lane, decided);
                    if (error == null) {
                        decided.complete(decision);
                    } else {
                        decided.completeExceptionally(error);
                    }
                });
        return decided.thenComposeAsync(waits::until, executor);
    }

    private void finish(Reply reply, CompletionStage<ObjectNode> answer, Runnable done) {
        var unused = answer.handle((view, error) -> error == null ? view : refusal(reply, error))
                .thenCompose(view -> answers.send(reply, view))
                .whenComplete((sent, error) -> {
                    if (error == null) {
                        done.run();
                    } else {
                        LOG.warn("a request is not answered; it comes again when the door opens: {}", error.toString());
                    }
                    open.release();
                });
    }

    private ObjectNode refusal(Reply reply, Throwable error) {
        rejected.increment();
        MistException known = ProblemDocument.known(error);
        if (ProblemDocument.isDefect(known)) {
            LOG.error("a request over Kafka failed", error);
        }
        return reply.error(known);
    }

    /** Lets what has begun come to its end, for a few seconds; what has not is read again at the next start. */
    void drain() {
        waits.endAll();
        try {
            if (open.tryAcquire(MOST_OPEN, DRAIN_SECONDS, TimeUnit.SECONDS)) {
                open.release(MOST_OPEN);
            } else {
                LOG.info("some requests over Kafka are not answered {} s after the door began to close", DRAIN_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
