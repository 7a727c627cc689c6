package io.mist.server.door.rest;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A response of server-sent events. A comment now and then keeps proxies from hanging up and finds out about clients
 * that are gone.
 */
final class EventStream {

    private static final long KEEP_ALIVE_SECONDS = 15;
    private static final HttpData KEEP_ALIVE = HttpData.ofUtf8(": keep-alive\n\n");

    private final HttpResponseWriter response = HttpResponse.streaming();
    private final ScheduledFuture<?> keepAlive;

    /** @param begin sent at once, so that the client knows that it is subscribed */
    EventStream(ServiceRequestContext context, String begin) {
        context.clearRequestTimeout();
        response.write(ResponseHeaders.builder(HttpStatus.OK)
                .contentType(MediaType.EVENT_STREAM)
                .add(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .add("x-accel-buffering", "no")
                .build());
        // Headers alone may wait in a buffer.
        response.write(HttpData.ofUtf8(begin));
        keepAlive = context.eventLoop()
                .withoutContext()
                .scheduleAtFixedRate(this::keepAlive, KEEP_ALIVE_SECONDS, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
    }

    private void keepAlive() {
        if (!response.tryWrite(KEEP_ALIVE)) {
            response.abort();
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
        if (!response.tryWrite(HttpData.wrap(events))) {
            return CompletableFuture.failedFuture(new java.nio.channels.ClosedChannelException());
        }
        return response.whenConsumed();
    }

    void end() {
        response.close();
    }
}
