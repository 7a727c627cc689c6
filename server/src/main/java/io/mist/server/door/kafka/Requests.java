package io.mist.server.door.kafka;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import io.mist.server.door.AppliedWaits;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
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
    private static final long DRAIN_SECONDS = 3;
    private static final int MOST_OPEN = MAX_OPEN + Clients.MOST_POLLED;
    private static final Logger log = LoggerFactory.getLogger(Requests.class);

    private final Gate gate;
    private final int maxLive;
    private final Answers answers;
    private final Executor executor;
    private final AppliedWaits waits;
    private final Semaphore open = new Semaphore(MOST_OPEN);
    /** The last request of each lane that is not decided yet. */
    private final Map<Lane, CompletableFuture<?>> lanes = new ConcurrentHashMap<>();

    private final LongAdder received = new LongAdder();
    private final LongAdder rejected = new LongAdder();

    private record Lane(int partition, String name) {}

    /** @param key of the record, by which a request that comes again is known */
    private record Asked(Request request, String key, Desk desk, Reply reply) {}

    /** @param live the accepted version, of a live change */
    private record Decided(ObjectNode answer, @Nullable LiveView live) {}

    /** @param maxLive bytes of a change of live values */
    Requests(Gate gate, Answers answers, Executor executor, int maxLive) {
        this.maxLive = maxLive;
        this.gate = gate;
        this.answers = answers;
        this.executor = executor;
        this.waits = new AppliedWaits(gate.as(Caller.ofDoor("kafka")), MAX_WAITS);
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
            // Of Mist itself: to answer it would go on for ever.
            done.run();
            return;
        }
        received.increment();
        open.acquireUninterruptibly();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        CompletionStage<ObjectNode> answer;
        Reply reply;
        try {
            object = Request.object(value(record), maxLive);
            reply = Reply.to(record, object);
            answer = decided(new Asked(Request.read(object), key, gate.as(caller(record)), reply), record.partition());
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

    /** Waits for those before it in its lane. */
    private CompletionStage<ObjectNode> decided(Asked asked, int partition) {
        Lane lane = new Lane(partition, asked.request().lane());
        CompletableFuture<Decided> decided = new CompletableFuture<>();
        CompletableFuture<?> before = lanes.put(lane, decided);
        CompletableFuture<?> turn =
                before == null ? CompletableFuture.completedFuture(true) : before.handle((answer, error) -> true);
        var unused = turn.thenComposeAsync(ready -> decide(asked), executor).whenComplete((answer, error) -> {
            lanes.remove(lane, decided);
            if (error == null) {
                decided.complete(answer);
            } else {
                decided.completeExceptionally(error);
            }
        });
        return decided.thenComposeAsync(done -> awaited(asked, done), executor);
    }

    private CompletionStage<Decided> decide(Asked asked) {
        Request request = asked.request();
        if (request instanceof Request.SetLive change) {
            return setLive(asked, change)
                    .thenApply(view -> new Decided(asked.reply().answer("live", view), view));
        }
        return decideOther(asked).thenApply(answer -> new Decided(answer, null));
    }

    private CompletionStage<ObjectNode> decideOther(Asked asked) {
        Request request = asked.request();
        if (request instanceof Request.Start start) {
            return asked.desk()
                    .start(new StartRequest(start.route(), start.parameters(), key(asked, start.id())))
                    .thenApply(run -> asked.reply().answer("run", run));
        }
        if (request instanceof Request.Push push) {
            return asked.desk()
                    .push(new PushRequest(push.route(), push.input(), push.messages(), key(asked, push.id())))
                    .thenApply(view -> asked.reply().answer("push", view));
        }
        RunView run = asked.desk()
                .cancel(runOf(asked.desk(), ((Request.Cancel) request).target()).id());
        return CompletableFuture.completedFuture(asked.reply().answer("run", run));
    }

    /** A client's own id counts for the same request sent twice, and the record's place for one that is read twice. */
    private static String key(Asked asked, @Nullable String id) {
        return id == null ? asked.key() : "kafka-id:" + id;
    }

    private CompletionStage<LiveView> setLive(Asked asked, Request.SetLive change) {
        LiveRequest.Target target = change.target().run() == null
                ? new LiveRequest.Target(null, change.target().route())
                : LiveRequest.Target.run(runOf(asked.desk(), change.target()).id());
        return asked.desk()
                .change(new LiveRequest(target, change.change(), change.ifVersion(), null, key(asked, change.id())));
    }

    /** Those behind it in its lane do not wait with it. */
    private CompletionStage<ObjectNode> awaited(Asked asked, Decided decided) {
        LiveView accepted = decided.live();
        Duration applied = asked.request() instanceof Request.SetLive change ? change.awaitApplied() : null;
        return accepted == null || applied == null
                ? CompletableFuture.completedFuture(decided.answer())
                : waits.until(accepted, applied).thenApply(view -> asked.reply().answer("live", view));
    }

    private static RunView runOf(Desk desk, Request.Target target) {
        String route = target.route();
        if (target.run() == null) {
            return desk.activeRun(String.valueOf(route));
        }
        RunView run = desk.run(target.run());
        if (route != null && !run.route().equals(route)) {
            throw MistException.caller(
                    "unknown-run",
                    "run '" + run.id() + "' is one of route '" + run.route() + "' (expected: a run of '" + route
                            + "')");
        }
        return run;
    }

    private void finish(Reply reply, CompletionStage<ObjectNode> answer, Runnable done) {
        var unused = answer.handle((view, error) -> error == null ? view : refusal(reply, error))
                .thenCompose(view -> answers.send(reply, view))
                .whenComplete((sent, error) -> {
                    if (error == null) {
                        done.run();
                    } else {
                        log.warn("a request is not answered; it comes again when the door opens: {}", error.toString());
                    }
                    open.release();
                });
    }

    private ObjectNode refusal(Reply reply, Throwable error) {
        rejected.increment();
        MistException known = ProblemDocument.known(error);
        if (ProblemDocument.isDefect(known)) {
            log.error("a request over Kafka failed", error);
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
                log.info("some requests over Kafka are not answered {} s after the door began to close", DRAIN_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
