package io.mist.server.door.websocket;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.Gate;
import io.mist.server.door.ProblemDocument;

/** {@code /v1/socket}: one socket, many subscriptions. */
public final class WebSocketDoor {

    private static final int MAX_FRAME = 64 << 10;

    private final Gate gate;

    public WebSocketDoor(Gate gate) {
        this.gate = gate;
    }

    public void addTo(ServerBuilder server) {
        server.service(
                "/v1/socket",
                WebSocketService.builder(this::open)
                        .maxFramePayloadLength(MAX_FRAME)
                        .aggregateContinuation(true)
                        // Armeria's own check would also turn away every client that is no browser.
                        .allowedOrigins("*")
                        .build()
                        .decorate((door, context, request) -> isForeign(request.headers())
                                ? foreign(request.headers())
                                : door.serve(context, request)));
    }

    /**
     * Whether a page of another site opens the socket: a browser would let it, and there is no login. Only browsers
     * name an origin.
     */
    static boolean isForeign(RequestHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return origin != null
                && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(String.valueOf(headers.authority()));
    }

    private static HttpResponse foreign(RequestHeaders headers) {
        MistException refused = MistException.caller(
                "foreign-origin",
                "origin: " + headers.get(HttpHeaderNames.ORIGIN) + " (expected: that of this server, "
                        + headers.authority() + ", or none)");
        return HttpResponse.of(
                HttpStatus.valueOf(ProblemDocument.status(refused)),
                MediaType.parse("application/problem+json"),
                Json.write(ProblemDocument.of(refused)));
    }

    private WebSocket open(ServiceRequestContext context, WebSocket in) {
        context.clearRequestTimeout();
        WebSocketWriter out = WebSocket.streaming();
        Socket socket = new Socket(gate, out, context.blockingTaskExecutor());
        in.subscribe(socket, context.eventLoop());
        out.whenComplete().whenComplete((ignored, error) -> socket.close());
        return out;
    }
}
