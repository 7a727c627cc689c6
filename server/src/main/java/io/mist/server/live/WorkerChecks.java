package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Failures;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.CheckLive;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.ToWorker;
import io.mist.server.run.Run;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Questions to workers whether a job's own record accepts live values. No thread waits for an answer. */
final class WorkerChecks {

    private static final Duration WAIT = Duration.ofSeconds(15);
    /** More are rejected. */
    private static final int MAX_OPEN = 1_000;

    private final Sender sender;
    private final Map<String, CompletableFuture<List<Problem>>> open = new ConcurrentHashMap<>();

    WorkerChecks(Sender sender) {
        this.sender = sender;
    }

    /** @return failed with code {@code worker-away} if no answer comes in time */
    CompletionStage<List<Problem>> ask(Run run, ObjectNode values) {
        if (open.size() >= MAX_OPEN) {
            throw MistException.resources("busy", MAX_OPEN + " live changes are being checked; try again later");
        }
        String request = UUID.randomUUID().toString();
        CompletableFuture<List<Problem>> answer =
                new CompletableFuture<List<Problem>>().orTimeout(WAIT.toSeconds(), TimeUnit.SECONDS);
        open.put(request, answer);
        answer.whenComplete((problems, error) -> open.remove(request));
        if (!sender.send(run, question(request, run, values))) {
            answer.completeExceptionally(away(run, null));
        }
        return answer.exceptionallyCompose(error -> CompletableFuture.failedStage(away(run, error)));
    }

    private static ToWorker question(String request, Run run, ObjectNode values) {
        return ToWorker.newBuilder()
                .setCheckLive(CheckLive.newBuilder()
                        .setRequest(request)
                        .setRun(run.id())
                        .setLive(Json.write(values)))
                .build();
    }

    private static MistException away(Run run, @Nullable Throwable cause) {
        MistException error = MistException.resources(
                "worker-away", "the worker of run " + run.id() + " cannot be reached now; try again in a moment");
        return cause == null ? error : error.causedBy(cause);
    }

    /** A worker has answered; its waiter may be gone. */
    void answered(LiveChecked answer) {
        CompletableFuture<List<Problem>> waiting = open.get(answer.getRequest());
        if (waiting != null) {
            waiting.complete(Failures.fromWire(answer.getProblemsList()));
        }
    }
}
