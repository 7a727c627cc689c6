package io.mist.server.door.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import com.linecorp.armeria.server.annotation.Post;
import io.mist.protocol.MistException;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Operation;
import io.mist.server.gate.RunLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@code /v1/runs}: what has been started. */
@Blocking
final class RunResource {

    private static final int LOG_PIECE = 1 << 20;

    private final Duration stalledAfter;

    RunResource(Duration stalledAfter) {
        this.stalledAfter = stalledAfter;
    }

    @Get("/v1/runs")
    public HttpResponse runs(Desk desk, QueryParams query) {
        Desk.RunPage page = desk.runs(
                query.get("route"),
                query.get("state"),
                (int) Requests.number(query, "limit", 50, 1, 500),
                query.get("after"));
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("runs", page.runs());
        if (page.next() != null) {
            body.put("next", page.next());
        }
        return Answers.json(HttpStatus.OK, body);
    }

    @Get("/v1/runs/{run}")
    public CompletionStage<HttpResponse> run(HttpOperations operations, @Param("run") String run, QueryParams query) {
        Optional<Duration> wait = Requests.duration(query, "wait");
        Desk.Until until = until(query.get("for", "end"));
        return operations.answer(new Operation.ReadRun(
                target(run),
                wait.map(atMost -> new Operation.RunWait(until, atMost)).orElse(null)));
    }

    private static Desk.Until until(String text) {
        return switch (text) {
            case "end" -> Desk.Until.ENDED;
            case "running" -> Desk.Until.RUNNING;
            default -> throw Requests.invalid("for", text, "running or end");
        };
    }

    private static Operation.Target target(String run) {
        return new Operation.Target(null, run);
    }

    @Post("/v1/runs/{run}/cancel")
    public CompletionStage<HttpResponse> cancel(
            HttpOperations operations, @Param("run") String run, QueryParams query) {
        return operations.answer(new Operation.Cancel(
                target(run), Requests.duration(query, "wait").orElse(null)));
    }

    @Get("/v1/runs/{run}/logs")
    public HttpResponse logs(
            Desk desk,
            @Param("run") String run,
            AggregatedHttpRequest request,
            QueryParams query,
            ServiceRequestContext context) {
        RunLog log = desk.log(run);
        long tail = Requests.number(query, "tail", -1, 0, 1_000_000);
        String last = Requests.header(request, "last-event-id");
        if (last != null && !last.matches("\\d{1,18}")) {
            throw MistException.caller(
                    "invalid-header", "last-event-id: " + last + " (expected: an id of this stream)");
        }
        long from = last != null ? Long.parseLong(last) : tail < 0 ? 0 : log.tail((int) tail);
        boolean follow = query.contains("follow") && !query.get("follow", "").equals("false");
        return follow ? new LogStream(desk, run, stalledAfter, context).from(from) : all(log, from);
    }

    /** As much as the log's bound allows, piece by piece into one text. */
    private static HttpResponse all(RunLog log, long from) {
        StringBuilder text = new StringBuilder();
        long next = from;
        while (true) {
            RunLog.Piece piece = log.read(next, LOG_PIECE);
            piece.lines().forEach(line -> text.append(line).append('\n'));
            if (piece.next() == next) {
                return HttpResponse.of(HttpStatus.OK, MediaType.PLAIN_TEXT_UTF_8, text.toString());
            }
            next = piece.next();
        }
    }
}
