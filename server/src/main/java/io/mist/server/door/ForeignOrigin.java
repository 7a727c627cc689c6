package io.mist.server.door;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.util.Set;
import java.util.function.Function;

/**
 * Turns away what a page of another site makes a browser send: there is no login that would. Only browsers name an
 * origin.
 */
public final class ForeignOrigin {

    /** These change nothing, and a browser does not let the other page read the answer. */
    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private ForeignOrigin() {}

    /** @param harmlessToo whether plain reads are rejected as well, as for a socket that begins as one */
    public static Function<HttpService, HttpService> refused(boolean harmlessToo) {
        return door -> new SimpleDecoratingHttpService(door) {
            @Override
            public HttpResponse serve(ServiceRequestContext context, HttpRequest request) throws Exception {
                boolean checked = harmlessToo || !HARMLESS.contains(request.method());
                return checked && isForeign(request.headers())
                        ? refusal(request.headers())
                        : unwrap().serve(context, request);
            }
        };
    }

    static boolean isForeign(RequestHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return origin != null
                && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(String.valueOf(headers.authority()));
    }

    private static HttpResponse refusal(RequestHeaders headers) {
        MistException refused = MistException.caller(
                "foreign-origin",
                "origin: " + headers.get(HttpHeaderNames.ORIGIN) + " (expected: that of this server, "
                        + headers.authority() + ", or none)");
        return HttpResponse.of(
                HttpStatus.valueOf(ProblemDocument.status(refused)),
                MediaType.parse("application/problem+json"),
                Json.write(ProblemDocument.of(refused)));
    }
}
