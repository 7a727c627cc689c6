package io.mist.server.door.websocket;

import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveVersion;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Requests over a socket other than subscriptions. Each is answered under its id, in an order that is theirs. */
final class Operations {

    private static final int HISTORY_PAGE = 100;
    private static final int MAX_HISTORY_PAGE = 1_000;

    private final Desk desk;
    private final SocketWriter writer;
    /** Pushes of a socket are appended in their order. */
    private CompletionStage<Void> lastPush = CompletableFuture.completedFuture(null);

    Operations(Desk desk, SocketWriter writer) {
        this.desk = desk;
        this.writer = writer;
    }

    /** @return complete when it is answered; fails with the error that is the answer */
    CompletionStage<Void> handle(SocketRequest request) {
        String id = request.requiredId();
        return switch (request.op()) {
            case "start" -> start(id, request);
            case "run" -> run(id, request);
            case "cancel" -> writer.answer(id, "cancelling", "run", desk.cancel(toCancel(request)));
            case "live" -> live(id, request);
            case "live-set", "live-rollback" -> desk.change(change(request)).thenCompose(view -> live(id, view));
            case "live-history" -> writer.answer(id, "live-history", "history", history(request));
            case "live-diff" -> writer.answer(id, "live-diff", "difference", difference(request));
            case "push" -> push(id, request);
            default -> throw new IllegalArgumentException("no operation: " + request.op());
        };
    }

    private CompletionStage<Void> start(String id, SocketRequest request) {
        Duration wait = request.duration("wait");
        StartRequest start =
                new StartRequest(request.required("route"), request.object("parameters"), request.text("key"));
        return desk.start(start).thenCompose(run -> {
            CompletionStage<Void> started = writer.answer(id, "started", "run", run);
            return wait == null ? started : awaited(id, run.id(), wait);
        });
    }

    private CompletionStage<Void> run(String id, SocketRequest request) {
        String run = request.required("run");
        Duration wait = request.duration("wait");
        return wait == null ? writer.answer(id, "run", "run", desk.run(run)) : awaited(id, run, wait);
    }

    private CompletionStage<Void> awaited(String id, String run, Duration atMost) {
        return desk.await(run, Desk.Until.ENDED, atMost)
                .thenCompose(view -> writer.answer(id, event(view), "run", view));
    }

    private static String event(RunView view) {
        return view.hasEnded() ? "ended" : "run";
    }

    private String toCancel(SocketRequest request) {
        LiveRequest.Target target = request.target();
        return target.run() != null
                ? target.run()
                : desk.activeRun(String.valueOf(target.route())).id();
    }

    private static LiveRequest.Change whatToChange(SocketRequest request) {
        return request.op().equals("live-set")
                ? new LiveRequest.Patch(request.requiredObject("values"))
                : new LiveRequest.Rollback(request.requiredNumber("to", 1, Long.MAX_VALUE));
    }

    private LiveRequest change(SocketRequest request) {
        return new LiveRequest(
                request.target(),
                whatToChange(request),
                request.number("ifVersion", 0, Long.MAX_VALUE),
                request.awaitApplied(),
                request.text("key"));
    }

    private LiveVersion.Page history(SocketRequest request) {
        Long limit = request.number("limit", 1, MAX_HISTORY_PAGE);
        return desk.history(
                request.target(),
                limit == null ? HISTORY_PAGE : limit.intValue(),
                request.number("before", 1, Long.MAX_VALUE));
    }

    private LiveVersion.Difference difference(SocketRequest request) {
        return desk.difference(
                request.target(),
                request.requiredNumber("from", 1, Long.MAX_VALUE),
                request.number("to", 1, Long.MAX_VALUE));
    }

    /** Those who wait may ask again, and again. */
    private CompletionStage<Void> live(String id, SocketRequest request) {
        Duration applied = request.awaitApplied();
        return applied == null
                ? live(id, desk.live(request.target()))
                : desk.awaitApplied(request.target(), request.number("version", 1, Long.MAX_VALUE), applied)
                        .thenCompose(view -> live(id, view));
    }

    private CompletionStage<Void> live(String id, LiveView view) {
        return writer.answer(id, "live", "live", view);
    }

    private CompletionStage<Void> push(String id, SocketRequest request) {
        PushRequest push = new PushRequest(
                request.required("route"), request.required("input"), request.messages(), request.text("key"));
        CompletionStage<Void> answered = lastPush.thenCompose(ignored -> desk.push(push))
                .thenCompose(view -> writer.answer(id, "pushed", "push", accepted(view)));
        lastPush = answered.handle((ignored, error) -> null);
        return answered;
    }

    private static PushView accepted(PushView view) {
        if (view.accepted() > 0 || view.rejected().isEmpty()) {
            return view;
        }
        List<Problem> problems = new ArrayList<>();
        for (PushView.Rejected rejected : view.rejected()) {
            rejected.problems()
                    .forEach(problem -> problems.add(new Problem(
                            "messages[" + (rejected.line() - 1) + "]"
                                    + (problem.path().isEmpty() ? "" : ".") + problem.path(),
                            problem.message())));
        }
        throw MistException.caller("invalid-messages", "no message was accepted", problems);
    }
}
