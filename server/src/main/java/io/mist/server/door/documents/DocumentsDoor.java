package io.mist.server.door.documents;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.Binding;
import io.mist.server.door.ProblemDocument;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /openapi.json}, {@code /asyncapi.json}, and {@code /docs}, which shows the same to people. Reads only. */
public final class DocumentsDoor {

    private static final Logger LOG = LoggerFactory.getLogger(DocumentsDoor.class);

    /** No content from elsewhere, no scripts, and no embedding in frames. */
    private static final String PAGE_POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /** Artifacts may lie on a file system that is slow to answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Documents documents;
    private final byte[] style = resource("docs.css");

    /** @param brokers where channels are beside HTTP; asked at every request */
    public DocumentsDoor(Gate gate, Supplier<List<Binding>> brokers, String version) {
        this.documents = new Documents(gate.as(Caller.ofDoor("documents")), brokers, version);
    }

    public void addTo(ServerBuilder server) {
        server.annotatedService()
                .requestTimeout(PATIENCE)
                .exceptionHandlers((context, request, error) -> problem(error))
                .build(new Resource());
    }

    /** The answer at a path. */
    @Blocking
    private final class Resource {

        @Get("/")
        public HttpResponse index() {
            return HttpResponse.ofRedirect(HttpStatus.FOUND, "/docs");
        }

        @Get("/openapi.json")
        public HttpResponse openApi(HttpRequest request) {
            return answer(MediaType.JSON_UTF_8, documents.openApi(PublicAddress.by(request.headers())), Map.of());
        }

        @Get("/asyncapi.json")
        public HttpResponse asyncApi(HttpRequest request) {
            return answer(MediaType.JSON_UTF_8, documents.asyncApi(PublicAddress.by(request.headers())), Map.of());
        }

        @Get("/docs")
        public HttpResponse routes() {
            return page(RoutesPage.of(documents.routes()));
        }

        @Get("/docs/{route}")
        public HttpResponse route(@Param("route") String route, HttpRequest request) {
            PublicAddress address = PublicAddress.by(request.headers());
            return page(RoutePage.of(documents.route(route), address, documents.brokers()));
        }

        @Get("/docs.css")
        public HttpResponse style() {
            return answer(MediaType.CSS_UTF_8, style, Map.of());
        }
    }

    private static HttpResponse page(String html) {
        return answer(
                MediaType.HTML_UTF_8,
                html.getBytes(StandardCharsets.UTF_8),
                Map.of("content-security-policy", PAGE_POLICY, "referrer-policy", "no-referrer"));
    }

    private static HttpResponse answer(MediaType type, byte[] body, Map<String, String> more) {
        var headers = ResponseHeaders.builder(HttpStatus.OK)
                .contentType(type)
                .add(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .add(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
        more.forEach(headers::add);
        return HttpResponse.of(headers.build(), HttpData.wrap(body));
    }

    private static HttpResponse problem(Throwable error) {
        MistException known = error instanceof RequestTimeoutException
                ? MistException.resources("busy", "the document was not made in time; try again later")
                : ProblemDocument.known(error);
        if (ProblemDocument.isDefect(known)) {
            LOG.error("A document cannot be made", known);
        }
        return HttpResponse.of(
                HttpStatus.valueOf(ProblemDocument.status(known)),
                MediaType.parse("application/problem+json"),
                Json.write(ProblemDocument.of(known)));
    }

    private static byte[] resource(String name) {
        try (InputStream in = DocumentsDoor.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in Mist's own jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
