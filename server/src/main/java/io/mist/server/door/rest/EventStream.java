package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.mist.server.door.ClientStream;
import io.mist.server.door.Stall;
import io.mist.server.gate.message.Demand;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response of server-sent events. When there are none, a comment now and then keeps proxies from hanging up and finds out
 * about clients that are gone; a client that takes nothing for too long is disconnected. Safe for any thread, but for
 * {@link #write} and {@link #then}.
 */
final class EventStream {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final HttpData KEEP_ALIVE = HttpData.ofUtf8(": keep-alive\n\n");

    private final Stall stall;
    private final ClientStream<HttpObject> out;
    private final HttpResponse response;
    private final ScheduledFuture<?> check;
    private final SocketAddress client;
    /** Since the last check. */
    private boolean hasWritten;

    /**
     * @param stalledAfter how long a client may take nothing
     * @param begin sent at once, so that the client knows that it is subscribed
     */
    EventStream(ServiceRequestContext context, Duration stalledAfter, String begin) {
        context.clearRequestTimeout();
        EventLoop loop = context.eventLoop().withoutContext();
        stall = new Stall(stalledAfter);
        client = context.remoteAddress();
        out = new ClientStream<>(loop, stall);
        out.write(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.EVENT_STREAM)
                .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add("x-accel-buffering", "no")
                .build());
        // Headers alone may wait in a buffer.
        out.write(HttpData.ofUtf8(begin));
        response = HttpResponse.of(out);
        check = loop.scheduleAtFixedRate(
                this::check, stall.firstCheckNanos(), stall.checkNanos(), TimeUnit.NANOSECONDS);
    }

    private void check() {
        if (out.isStalled()) {
            LOG.info("{} takes nothing of what it is sent, and is disconnected", client);
            response.abort(stall.error());
        } else if (!hasWritten && !out.isWaiting()) {
            // Nothing is added to what a client has not taken yet.
            out.write(KEEP_ALIVE);
        }
        hasWritten = false;
    }

    HttpResponse response() {
        return response;
    }

    /** Calls back when the client is gone or the stream has ended. */
    void whenClosed(Runnable listener) {
        response.whenComplete().whenComplete((ignored, error) -> {
            check.cancel(false);
            listener.run();
        });
    }

    /** On the client's loop. */
    void write(byte[] events) {
        hasWritten = true;
        out.write(HttpData.wrap(events));
    }

    /** Called on the client's loop; notifies when the client has taken what was written. */
    void then(Demand taken) {
        out.then(taken);
    }

    /** @return complete when the client has taken it */
    CompletionStage<Void> send(byte[] events) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        out.execute(() -> {
            write(events);
            then(Demand.completing(sent));
        });
        return sent;
    }

    void end() {
        out.execute(out::end);
    }
}
