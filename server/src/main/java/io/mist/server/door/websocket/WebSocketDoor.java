package io.mist.server.door.websocket;

import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.mist.server.door.ForeignOrigin;
import io.mist.server.door.PendingBodies;
import io.mist.server.door.Stall;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code /v1/socket}: one socket, many subscriptions and requests. */
public final class WebSocketDoor {

    private static final int MAX_USER = 150;

    private final Gate gate;
    private final Settings settings;

    /**
     * @param maxFrame bytes of a request
     * @param maxLive bytes of a change of live values, if that is more
     * @param bodies of all requests that are being served
     * @param stalledAfter how long a client may take nothing, or say nothing to a ping
     */
    public record Settings(long maxFrame, long maxLive, PendingBodies bodies, Duration stalledAfter) {

        /** Changes of live values have no bound of their own. */
        public Settings(long maxFrame, PendingBodies bodies, Duration stalledAfter) {
            this(maxFrame, maxFrame, bodies, stalledAfter);
        }

        long mostOfAny() {
            return Math.max(maxFrame, maxLive);
        }
    }

    public WebSocketDoor(Gate gate, Settings settings) {
        this.gate = gate;
        this.settings = settings;
    }

    public void addTo(ServerBuilder server) {
        server.service(
                "/v1/socket",
                WebSocketService.builder(this::open)
                        .maxFramePayloadLength((int) Math.min(Integer.MAX_VALUE, settings.mostOfAny()))
                        .aggregateContinuation(true)
                        // Armeria's own check would also turn away every client that is no browser.
                        .allowedOrigins("*")
                        .build()
                        .decorate(ForeignOrigin.refused(true)));
    }

    private WebSocket open(ServiceRequestContext context, WebSocket in) {
        context.clearRequestTimeout();
        EventLoop loop = context.eventLoop().withoutContext();
        Stall stall = new Stall(settings.stalledAfter());
        SocketWriter writer = new SocketWriter(loop, stall);
        Desk desk = gate.as(caller(context));
        Operations operations = new Operations(desk, writer);
        Socket socket = new Socket(desk, writer, operations, settings, context.blockingTaskExecutor(), loop);
        in.subscribe(socket, context.eventLoop());
        ScheduledFuture<?> pings = pings(loop, socket, writer, stall);
        writer.socket().whenComplete().whenComplete((ignored, error) -> {
            pings.cancel(false);
            socket.close();
        });
        return writer.socket();
    }

    private ScheduledFuture<?> pings(EventLoop loop, Socket socket, SocketWriter writer, Stall stall) {
        Runnable check = () -> {
            if (writer.isStalled()) {
                writer.abort(stall.error());
            } else if (System.nanoTime() - socket.heard()
                    > settings.stalledAfter().toNanos()) {
                writer.abort(new TimeoutException("no answer to a ping"));
            } else {
                writer.ping();
            }
        };
        return loop.scheduleAtFixedRate(check, stall.firstCheckNanos(), stall.checkNanos(), TimeUnit.NANOSECONDS);
    }

    private static Caller caller(ServiceRequestContext context) {
        String user = context.request().headers().get("mist-user");
        boolean isName = user != null && !user.isBlank() && user.length() <= MAX_USER;
        return new Caller("websocket", isName ? user.strip() : null);
    }
}
