package io.mist.server.door.rest;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.mist.protocol.MistException;
import io.mist.server.door.PendingBodies;

/** Counts the bodies of requests while they are served. */
final class BodyLimit extends SimpleDecoratingHttpService {

    private final PendingBodies bodies;

    BodyLimit(HttpService resource, PendingBodies bodies) {
        super(resource);
        this.bodies = bodies;
    }

    /** Else a body would be held in whole before it is counted. */
    @Override
    public ExchangeType exchangeType(RoutingContext context) {
        return ExchangeType.BIDI_STREAMING;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
        PendingBodies.Share share = bodies.share();
        long announced = Math.max(0, request.headers().contentLength());
        try {
            share.add(announced);
        } catch (MistException e) {
            return Answers.problem(e);
        }
        context.log().whenComplete().thenRun(share::release);
        return unwrap().serve(context, announced > 0 ? request : counted(request, share));
    }

    /** Counts what has come so far of a body whose length is not announced. */
    private static HttpRequest counted(HttpRequest request, PendingBodies.Share share) {
        return request.mapData(data -> {
            try {
                share.add(data.length());
                return data;
            } catch (MistException e) {
                data.close();
                throw e;
            }
        });
    }
}
