package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.mist.protocol.MistException;
import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.Operation;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Reading;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How operations are answered over HTTP.
 *
 * @param context of the request
 * @param stalledAfter how long the client of a stream may take nothing
 */
record HttpOperations(Desk desk, ServiceRequestContext context, Duration stalledAfter)
        implements Operation.Cases<CompletionStage<HttpResponse>> {

    private static final MediaType NDJSON = MediaType.parse("application/x-ndjson");

    CompletionStage<HttpResponse> answer(Operation operation) {
        return operation.accept(this);
    }

    @Override
    public CompletionStage<HttpResponse> start(Operation.Start start) {
        Duration wait = start.await();
        return desk.start(new StartRequest(start.route(), start.parameters(), start.key()))
                .thenCompose(run -> wait == null
                        ? CompletableFuture.completedFuture(Answers.run(HttpStatus.ACCEPTED, run))
                        : desk.await(run.id(), Desk.Until.ENDED, wait).thenApply(Answers::outcome));
    }

    @Override
    public CompletionStage<HttpResponse> readRun(Operation.ReadRun read) {
        Operation.RunWait wait = read.await();
        CompletionStage<RunView> found = wait == null
                ? CompletableFuture.completedFuture(desk.run(run(read.target())))
                : desk.await(run(read.target()), wait.until(), wait.atMost());
        return found.thenApply(view -> Answers.json(HttpStatus.OK, view));
    }

    @Override
    public CompletionStage<HttpResponse> cancel(Operation.Cancel cancel) {
        Duration wait = cancel.await();
        RunView view = desk.cancel(run(cancel.target()));
        return wait == null
                ? CompletableFuture.completedFuture(Answers.run(HttpStatus.ACCEPTED, view))
                : desk.await(view.id(), Desk.Until.ENDED, wait)
                        .thenApply(ended -> Answers.run(HttpStatus.ACCEPTED, ended));
    }

    /** Runs are addressed by their id. */
    private static String run(Operation.Target target) {
        return String.valueOf(target.run());
    }

    @Override
    public CompletionStage<HttpResponse> readLive(Operation.ReadLive read) {
        Duration applied = read.awaitApplied();
        return applied == null
                ? done(Answers.live(HttpStatus.OK, desk.live(target(read.target()))))
                : desk.awaitApplied(target(read.target()), read.version(), applied)
                        .thenApply(HttpOperations::afterWait);
    }

    @Override
    public CompletionStage<HttpResponse> changeLive(Operation.ChangeLive change) {
        LiveRequest request = new LiveRequest(
                target(change.target()), change.change(), change.ifVersion(), change.awaitApplied(), change.key());
        return desk.change(request)
                .thenApply(view ->
                        change.awaitApplied() == null ? Answers.live(HttpStatus.ACCEPTED, view) : afterWait(view));
    }

    private static HttpResponse afterWait(LiveView view) {
        return Answers.live(view.hasTakenEffect() ? HttpStatus.OK : HttpStatus.ACCEPTED, view);
    }

    private static LiveRequest.Target target(Operation.Target target) {
        return new LiveRequest.Target(target.run(), target.route());
    }

    @Override
    public CompletionStage<HttpResponse> history(Operation.History history) {
        return done(
                Answers.json(HttpStatus.OK, desk.history(target(history.target()), history.limit(), history.before())));
    }

    @Override
    public CompletionStage<HttpResponse> difference(Operation.Difference difference) {
        return done(Answers.json(
                HttpStatus.OK, desk.difference(target(difference.target()), difference.from(), difference.to())));
    }

    @Override
    public CompletionStage<HttpResponse> push(Operation.Push push) {
        return pushed(push).thenApply(InputResource::answer);
    }

    /** The view of a push, for a body that consists of several. */
    CompletionStage<PushView> pushed(Operation.Push push) {
        return desk.push(new PushRequest(push.route(), push.input(), push.messages(), push.key()));
    }

    /** Messages one a line. */
    @Override
    public CompletionStage<HttpResponse> read(Operation.Read read) {
        Reading.Lines page = desk.read(read.request()).page(read.limit());
        ResponseHeadersBuilder headers =
                ResponseHeaders.builder(HttpStatus.OK).contentType(NDJSON).add("mist-next", page.next());
        Page.Gap gap = page.gap();
        if (gap != null) {
            headers.add("mist-gap", gap.from() + "-" + gap.to());
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        page.lines().forEach(line -> {
            body.writeBytes(line);
            body.write('\n');
        });
        return done(HttpResponse.of(headers.build(), HttpData.wrap(body.toByteArray())));
    }

    /** Messages as they come; the client holds them back by reading slowly. */
    @Override
    public CompletionStage<HttpResponse> subscribe(Operation.Subscribe subscribe) {
        return done(MessageStream.of(desk.read(subscribe.request()), context, stalledAfter));
    }

    @Override
    public CompletionStage<HttpResponse> credit(Operation.Credit credit) {
        return unavailable("credit");
    }

    @Override
    public CompletionStage<HttpResponse> unsubscribe(Operation.Unsubscribe unsubscribe) {
        return unavailable("unsubscribe");
    }

    private static CompletionStage<HttpResponse> unavailable(String operation) {
        return CompletableFuture.failedFuture(MistException.caller(
                "unavailable-operation",
                "op: '" + operation + "' over HTTP (expected: the client closes the response of its subscription)"));
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
