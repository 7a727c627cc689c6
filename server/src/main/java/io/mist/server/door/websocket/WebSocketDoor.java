package io.mist.server.door.websocket;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.mist.server.door.Gate;

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
                        .build()
                        .decorate(WebSocketDoor::serve));
    }

    /**
     * Browsers say which site a page is from, and those of other sites are refused; clients that are no browsers say
     * nothing of the kind, and are none of another site.
     */
    private static HttpResponse serve(HttpService socket, ServiceRequestContext context, HttpRequest request)
            throws Exception {
        if (request.headers().contains(HttpHeaderNames.ORIGIN)) {
            return socket.serve(context, request);
        }
        String own = context.sessionProtocol().isTls() ? "https://" : "http://";
        HttpRequest complete = request.mapHeaders(headers -> headers.toBuilder()
                .set(HttpHeaderNames.ORIGIN, own + request.authority())
                .build());
        context.updateRequest(complete);
        return socket.serve(context, complete);
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
