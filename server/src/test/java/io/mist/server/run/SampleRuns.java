package io.mist.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Runs and plans as tests need them, named after what they are. */
public final class SampleRuns {

    public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    public static final RunPlan.Restart THREE_RESTARTS =
            new RunPlan.Restart(3, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(10));

    private SampleRuns() {}

    public static RunPlan aBatchPlan() {
        return plan("word-count", "default", JobKind.BATCH, THREE_RESTARTS);
    }

    public static RunPlan aStreamPlan() {
        return plan("log-alerts", "default", JobKind.STREAM, THREE_RESTARTS);
    }

    public static RunPlan aPlanOf(String route) {
        return plan(route, "default", JobKind.BATCH, THREE_RESTARTS);
    }

    /** Its live parameters are {@code filter}, a text, {@code limit}, 0 to 100, and {@code tags}, a map of texts. */
    public static RunPlan plan(String route, String namespace, JobKind kind, RunPlan.Restart restart) {
        Contract contract = new Contract(
                route,
                "io.mist.examples.Sample",
                kind,
                null,
                object("{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\"}},\"required\":[\"path\"],"
                        + "\"additionalProperties\":false}"),
                object("{\"type\":\"object\",\"properties\":{\"filter\":{\"type\":\"string\",\"default\":\"error\"},"
                        + "\"limit\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":100},"
                        + "\"tags\":{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}},"
                        + "\"additionalProperties\":false}"),
                Map.of("lines", object("{\"type\":\"object\"}")),
                Map.of("alerts", object("{\"type\":\"object\"}")),
                Json.parse("{\"type\":\"null\"}"));
        return new RunPlan(
                route,
                namespace,
                route,
                "sha256:0",
                "/artifacts/0/sample.jar",
                "io.mist.examples.Sample",
                contract,
                object("{\"path\":\"/var/log\"}"),
                object("{\"filter\":\"error\"}"),
                "",
                restart,
                Map.of("lines", new RunPlan.Input(0, 100)));
    }

    /** Not stored, for what needs no database. */
    public static Run aRun(RunPlan plan, RunState state, int attempt, int restarts) {
        return new Run(1, "r1", "test", NOON, plan, state, attempt, restarts, 1);
    }

    public static Run aQueuedRun(Runs runs) {
        return aQueuedRun(runs, aBatchPlan());
    }

    public static Run aQueuedRun(Runs runs, RunPlan plan) {
        return runs.create(plan, "test", null).run();
    }

    public static Run aStartingRun(Runs runs, String worker) {
        return becomes(runs, aQueuedRun(runs), new RunState.Starting(worker, runs.now()));
    }

    public static Run aRunningRun(Runs runs, String worker) {
        return becomes(runs, aStartingRun(runs, worker), new RunState.Running(worker, runs.now()));
    }

    public static Run aFailedRun(Runs runs) {
        return becomes(runs, aQueuedRun(runs), new RunState.Failed(aReason(), runs.now()));
    }

    public static Run becomes(Runs runs, Run run, RunState next) {
        return change(runs, run.id(), seen -> next);
    }

    /** @param decision null leaves the run as it is */
    public static Run change(Runs runs, String id, Function<Run, @Nullable RunState> decision) {
        return runs.apply(id, seen -> {
                    RunState next = decision.apply(seen);
                    return new Supervision.Step(next == null ? seen : seen.in(next), List.of());
                })
                .run();
    }

    public static Reason aReason() {
        return new Reason(ErrorKind.JOB, "job-failed", "no such file", List.of());
    }

    public static ObjectNode object(String json) {
        return Json.parseObject(json);
    }
}
