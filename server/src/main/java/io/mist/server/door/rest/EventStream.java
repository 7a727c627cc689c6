package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.mist.server.door.Stall;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response of server-sent events. A comment now and then keeps proxies from hanging up and finds out about clients
 * that are gone; one that takes nothing for too long is disconnected.
 */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final HttpData KEEP_ALIVE = HttpData.ofUtf8(": keep-alive\n\n");

    private final HttpResponseWriter response = HttpResponse.streaming();
    private final ScheduledFuture<?> keepAlive;
    private final Stall stall;
    private final SocketAddress client;

    /**
     * @param stalledAfter how long a client may take nothing
     * @param begin sent at once, so that the client knows that it is subscribed
     */
    EventStream(ServiceRequestContext context, Duration stalledAfter, String begin) {
        context.clearRequestTimeout();
        stall = new Stall(stalledAfter);
        client = context.remoteAddress();
        response.write(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.EVENT_STREAM)
                .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add("x-accel-buffering", "no")
                .build());
        // Headers alone may wait in a buffer.
        response.write(HttpData.ofUtf8(begin));
        long every = stall.checkMillis();
        keepAlive = context.eventLoop()
                .withoutContext()
                .scheduleAtFixedRate(this::keepAlive, every, every, TimeUnit.MILLISECONDS);
    }

    private void keepAlive() {
        if (stall.isOver()) {
            LOG.info("{} takes nothing of what it is sent, and is disconnected", client);
            response.abort(stall.error());
        } else if (!stall.isWaiting()) {
            // Nothing is added to what a client has not taken yet.
            write(KEEP_ALIVE);
        }
    }

    HttpResponse response() {
        return response;
    }

    /** Calls back when the client is gone or the stream has ended. */
    void whenClosed(Runnable listener) {
        response.whenComplete().whenComplete((ignored, error) -> {
            keepAlive.cancel(false);
            listener.run();
        });
    }

    /** @return complete when the client has taken it */
    CompletionStage<Void> write(byte[] events) {
        return write(HttpData.wrap(events));
    }

    private CompletionStage<Void> write(HttpData data) {
        if (!response.tryWrite(data)) {
            return CompletableFuture.failedFuture(new ClosedChannelException());
        }
        CompletableFuture<Void> taken = response.whenConsumed();
        stall.watch(taken);
        return taken;
    }

    void end() {
        response.close();
    }
}
