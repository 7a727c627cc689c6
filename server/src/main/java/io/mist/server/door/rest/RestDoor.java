package io.mist.server.door.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ClosedSessionException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ShuttingDownException;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.annotation.RequestConverterFunction;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.ForeignOrigin;
import io.mist.server.door.PendingBodies;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.Desk;
import io.mist.server.gate.DoorStatus;
import io.mist.server.gate.Gate;
import java.lang.reflect.ParameterizedType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP door: resources on a server that others put their services on too. */
public final class RestDoor {

    private final Gate gate;
    private final Settings settings;
    private final Supplier<Map<String, DoorStatus>> doors;

    /**
     * @param maxBody bytes of a request
     * @param maxLive bytes of a change of live values, if that is more
     * @param waitMax the longest a request may wait for a run; other requests get a little more than that
     * @param bodies of all requests that are being served
     * @param stalledAfter how long the client of a stream may take nothing
     */
    public record Settings(long maxBody, long maxLive, Duration waitMax, PendingBodies bodies, Duration stalledAfter) {

        /** The part of a body beside the values, so that values that are too large are rejected by their own size. */
        private static final long BESIDE_LIVE = 1L << 20;

        /** Changes of live values have no bound of their own. */
        public Settings(long maxBody, Duration waitMax, PendingBodies bodies, Duration stalledAfter) {
            this(maxBody, maxBody - BESIDE_LIVE, waitMax, bodies, stalledAfter);
        }

        long most(boolean isLive) {
            return isLive ? Math.max(maxBody, maxLive + BESIDE_LIVE) : maxBody;
        }
    }

    /** @param doors how they are doing, by their names */
    public RestDoor(Gate gate, Settings settings, Supplier<Map<String, DoorStatus>> doors) {
        this.gate = gate;
        this.settings = settings;
        this.doors = doors;
    }

    public void addTo(ServerBuilder server) {
        List<Object> resources = List.of(
                new RouteResource(),
                new RunResource(settings.stalledAfter()),
                new LiveResource(),
                new OutputResource(),
                new WebhookResource(),
                new InputResource(),
                new ServerResource(doors));
        for (Object resource : resources) {
            server.annotatedService()
                    .decorator(ForeignOrigin.refused(false))
                    .maxRequestLength(settings.most(resource instanceof LiveResource))
                    .requestTimeout(settings.waitMax().plusSeconds(30))
                    .decorator(RestDoor::serve)
                    .decorator(service -> new BodyLimit(service, settings.bodies()))
                    .requestConverters(this::desk)
                    .exceptionHandlers((context, request, error) -> answer(context, error))
                    .build(resource);
        }
        server.errorHandler(new Errors());
    }

    /** A resource asks for the desk of its request's caller, or for the operations at it. */
    private Object desk(
            ServiceRequestContext context,
            AggregatedHttpRequest request,
            Class<?> wanted,
            @Nullable ParameterizedType type) {
        if (wanted == Desk.class) {
            return gate.as(Requests.caller(request));
        }
        return wanted == HttpOperations.class
                ? new HttpOperations(gate.as(Requests.caller(request)), context, settings.stalledAfter())
                : RequestConverterFunction.fallthrough();
    }

    /** A form in parts would be taken apart before any resource sees it, which fails if it is malformed. */
    private static HttpResponse serve(HttpService resource, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        MediaType type = request.contentType();
        if (type != null && type.type().equals("multipart")) {
            return Answers.problem(MistException.caller(
                    "unsupported-media-type", "content-type: " + type + " (expected: application/json)"));
        }
        return resource.serve(context, request);
    }

    private HttpResponse answer(ServiceRequestContext context, Throwable error) {
        return Answers.problem(
                error instanceof HttpStatusException status
                        ? problem(context.path(), status.httpStatus())
                        : translated(context.path(), error));
    }

    /** Armeria's own errors in our words; an early one comes wrapped in a status. */
    private Throwable translated(String path, Throwable error) {
        if (error instanceof ContentTooLargeException || error.getCause() instanceof ContentTooLargeException) {
            return tooLarge(path);
        }
        if (error instanceof ShuttingDownException) {
            return MistException.resources("stopping", "the server is stopping; try again when it is back");
        }
        if (error instanceof RequestTimeoutException) {
            return MistException.resources("busy", "the request was not answered in time");
        }
        if (error instanceof AbortedStreamException || error instanceof ClosedSessionException) {
            return MistException.caller("aborted", "the client hung up");
        }
        if (error instanceof IllegalArgumentException) {
            return MistException.caller("malformed-request", String.valueOf(error.getMessage()));
        }
        return error;
    }

    private MistException tooLarge(String path) {
        boolean isLive = path.matches(".*/live(/rollback)?") && settings.most(true) > settings.maxBody();
        return MistException.caller(
                "body-too-large",
                "the body is larger than " + settings.most(isLive) + " bytes ("
                        + (isLive ? "mist.live.max-bytes and 1 MiB" : "mist.http.max-body") + ")");
    }

    private MistException problem(String path, HttpStatus status) {
        return switch (status.code()) {
            case 404 -> MistException.caller("unknown-path", "nothing is at " + path + "; see docs/http.md");
            case 405 -> MistException.caller("method-not-allowed", path + " does not know this method");
            case 413 -> tooLarge(path);
            case 503 -> MistException.resources("busy", "the request was not answered in time");
            default -> MistException.caller("malformed-request", status.reasonPhrase());
        };
    }

    /** Answers what never reaches a resource: unknown paths, methods that a path does not have, broken HTTP. */
    private final class Errors implements ServerErrorHandler {

        @Override
        public @Nullable HttpResponse onServiceException(ServiceRequestContext context, Throwable cause) {
            return answer(context, cause);
        }

        @Override
        public @Nullable AggregatedHttpResponse renderStatus(
                @Nullable ServiceRequestContext context,
                ServiceConfig config,
                @Nullable RequestHeaders headers,
                HttpStatus status,
                @Nullable String description,
                @Nullable Throwable cause) {
            if (!status.isError()) {
                return null;
            }
            MistException problem = problem(headers == null ? "" : headers.path(), status);
            var body = ProblemDocument.of(problem).put("status", status.code());
            return AggregatedHttpResponse.of(
                    ResponseHeaders.builder(status)
                            .contentType(MediaType.parse("application/problem+json"))
                            .build(),
                    HttpData.ofUtf8(Json.write(body)));
        }
    }
}
