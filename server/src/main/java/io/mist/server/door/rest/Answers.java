package io.mist.server.door.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.RunView;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers in HTTP's words. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final MediaType PROBLEM = MediaType.parse("application/problem+json");

    private Answers() {}

    static HttpResponse json(HttpStatus status, Object body) {
        return json(status, body, Map.of());
    }

    static HttpResponse json(HttpStatus status, Object body, Map<String, String> headers) {
        ResponseHeadersBuilder builder = ResponseHeaders.builder(status).contentType(MediaType.JSON_UTF_8);
        headers.forEach(builder::add);
        return HttpResponse.of(builder.build(), HttpData.ofUtf8(Json.write(body)));
    }

    static HttpResponse run(HttpStatus status, RunView run) {
        return json(status, run, Map.of("location", "/v1/runs/" + run.id(), "mist-run", run.id()));
    }

    static HttpResponse live(HttpStatus status, LiveView live) {
        return json(status, live, Map.of("etag", "\"" + live.version() + "\""));
    }

    /** The result itself, or why there is none. */
    static HttpResponse outcome(RunView run) {
        RunView.Reason reason = run.reason();
        if (run.result() != null) {
            return json(HttpStatus.OK, run.result(), Map.of("mist-run", run.id()));
        }
        if (reason != null && run.hasEnded()) {
            MistException error = MistException.of(
                    io.mist.protocol.ErrorKind.ofWireName(reason.kind()),
                    reason.code(),
                    reason.message(),
                    reason.problems());
            return problem(error, Map.of("mist-run", run.id()));
        }
        return run(HttpStatus.ACCEPTED, run);
    }

    static HttpResponse problem(Throwable error) {
        return problem(ProblemDocument.known(error), Map.of());
    }

    private static HttpResponse problem(MistException error, Map<String, String> headers) {
        if (ProblemDocument.isDefect(error)) {
            LOG.error("A request failed", error);
        }
        ResponseHeadersBuilder builder = ResponseHeaders.builder(HttpStatus.valueOf(ProblemDocument.status(error)))
                .contentType(PROBLEM);
        headers.forEach(builder::add);
        JsonNode current = error.members().path("live").path("version");
        if (current.isNumber()) {
            builder.add(HttpHeaderNames.ETAG, "\"" + current + "\"");
        }
        if (ProblemDocument.status(error) == 503) {
            builder.add(HttpHeaderNames.RETRY_AFTER, "5");
        }
        byte[] body = Json.write(ProblemDocument.of(error)).getBytes(StandardCharsets.UTF_8);
        return HttpResponse.of(builder.build(), HttpData.wrap(body));
    }
}
