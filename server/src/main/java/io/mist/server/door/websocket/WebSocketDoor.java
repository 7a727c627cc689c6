package io.mist.server.door.websocket;

import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.mist.server.door.ForeignOrigin;
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
                        // Armeria's own check would also turn away every client that is no browser.
                        .allowedOrigins("*")
                        .build()
                        .decorate(ForeignOrigin.refused(true)));
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
