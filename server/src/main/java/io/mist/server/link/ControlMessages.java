package io.mist.server.link;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.Failures;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.CancelRun;
import io.mist.protocol.wire.EndedStored;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.Shutdown;
import io.mist.protocol.wire.ToWorker;
import io.mist.protocol.wire.Welcome;
import io.mist.server.run.Run;
import io.mist.server.run.RunEvent;
import java.time.Duration;
import java.util.List;

/** The other messages of the control stream, and what an end reported there means. */
public final class ControlMessages {

    private ControlMessages() {}

    public static RunRef ref(Run run) {
        return RunRef.newBuilder().setRun(run.id()).setAttempt(run.attempt()).build();
    }

    /** @param unwanted attempts that the worker stops */
    public static ToWorker welcome(Duration heartbeat, List<RunRef> unwanted) {
        return ToWorker.newBuilder()
                .setWelcome(Welcome.newBuilder()
                        .setHeartbeatSeconds((int) heartbeat.toSeconds())
                        .addAllUnwanted(unwanted))
                .build();
    }

    public static ToWorker cancel(Run run, Duration grace) {
        return ToWorker.newBuilder()
                .setCancel(CancelRun.newBuilder().setRef(ref(run)).setGraceMillis(grace.toMillis()))
                .build();
    }

    /** The worker need not repeat the end. */
    public static ToWorker endedStored(RunRef ref) {
        return ToWorker.newBuilder()
                .setEndedStored(EndedStored.newBuilder().setRef(ref))
                .build();
    }

    public static ToWorker shutdown(String reason) {
        return ToWorker.newBuilder()
                .setShutdown(Shutdown.newBuilder().setReason(reason))
                .build();
    }

    public static RunEvent.Ended event(String worker, RunEnded end) {
        return new RunEvent.Ended(worker, end.getRef().getAttempt(), outcome(end));
    }

    private static RunEvent.Outcome outcome(RunEnded end) {
        return switch (end.getOutcomeCase()) {
            case RESULT -> new RunEvent.Outcome.Success(Json.parse(end.getResult()));
            case CANCELLED -> new RunEvent.Outcome.Cancellation();
            case FAILURE ->
                new RunEvent.Outcome.Failure(
                        Failures.fromWire(end.getFailure()), end.getFailure().getRestartable());
            case OUTCOME_NOT_SET ->
                new RunEvent.Outcome.Failure(
                        MistException.of(ErrorKind.INTERNAL, "internal", "the worker reported no outcome"), false);
        };
    }
}
