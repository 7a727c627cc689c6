package io.mist.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A Mist server. An answer that is not a success, or a missing one, is a {@link Failure}. Confined to one thread.
 *
 * <p>The whole answer to a request must come within {@code patience}, plus the time that the server was asked to wait.
 */
public final class Server {

    /** How long connecting may take. */
    public static final Duration CONNECT = Duration.ofSeconds(5);

    /** How long a whole answer may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final URI base;
    private final @Nullable String user;
    private final Duration connect;
    private final Duration patience;
    private @Nullable HttpClient client;

    /**
     * @param base the server's address, without {@code /v1} and a slash at the end
     * @param user the name for the server's history of changes
     */
    public Server(URI base, @Nullable String user) {
        this(base, user, CONNECT, PATIENCE);
    }

    public Server(URI base, @Nullable String user, Duration connect, Duration patience) {
        this.base = base;
        this.user = user;
        this.connect = connect;
        this.patience = patience;
    }

    public URI base() {
        return base;
    }

    public Answer get(Resource resource) {
        return get(resource, Duration.ZERO);
    }

    /**
     * @param wait how long the server itself may wait before it answers
     */
    public Answer get(Resource resource, Duration wait) {
        return exchange(request(resource, "application/json").GET().build(), wait);
    }

    public Answer getAs(Resource resource, String mediaType) {
        return exchange(request(resource, mediaType).GET().build(), Duration.ZERO);
    }

    /** A change; the body may be null, headers with a null value are left out. */
    public Answer send(
            String method,
            Resource resource,
            @Nullable JsonNode body,
            Map<String, @Nullable String> headers,
            Duration wait) {
        HttpRequest.Builder request = request(resource, "application/json");
        headers.forEach((name, value) -> header(request, name, value));
        header(request, "Mist-User", user);
        if (body == null) {
            request.method(method, BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json");
            request.method(method, BodyPublishers.ofString(Json.compact(body)));
        }
        return exchange(request.build(), wait);
    }

    /** Posts a body of any media type. */
    public Answer post(Resource resource, byte[] body, String mediaType, Map<String, String> headers) {
        HttpRequest.Builder request = request(resource, "application/json").header("Content-Type", mediaType);
        headers.forEach(request::header);
        header(request, "Mist-User", user);
        return exchange(request.POST(BodyPublishers.ofByteArray(body)).build(), Duration.ZERO);
    }

    /** Server-sent events, from the given id on if there is one. The caller closes the stream. */
    public EventStream events(Resource resource, @Nullable String lastEventId) {
        HttpRequest.Builder request = request(resource, "text/event-stream");
        header(request, "Last-Event-ID", lastEventId);
        return new EventStream(stream(request.GET().build()));
    }

    /** A text of any length. The caller closes the stream. */
    public InputStream text(Resource resource) {
        return stream(request(resource, "text/plain").GET().build());
    }

    private InputStream stream(HttpRequest request) {
        HttpResponse<InputStream> response = exchange(request, BodyHandlers.ofInputStream(), Duration.ZERO);
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw answer(response, new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .failure();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    private Answer exchange(HttpRequest request, Duration wait) {
        HttpResponse<String> response = exchange(request, BodyHandlers.ofString(StandardCharsets.UTF_8), wait);
        Answer answer = answer(response, response.body());
        if (response.statusCode() >= 300) {
            throw answer.failure();
        }
        return answer;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> handler, Duration wait) {
        Duration atMost = patience.plus(wait);
        var pending = client().sendAsync(request, handler);
        try {
            return pending.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw unreachable("did not answer within " + atMost.toSeconds() + " s")
                    .causedBy(e);
        } catch (ExecutionException e) {
            throw broken(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.of(Exit.INTERNAL, "interrupted", "interrupted while waiting for " + base)
                    .causedBy(e);
        }
    }

    /** The failure for a connection that cannot be made or breaks. */
    public Failure broken(Throwable cause) {
        if (cause instanceof HttpConnectTimeoutException) {
            return unreachable("did not accept the connection within " + connect.toSeconds() + " s")
                    .causedBy(cause);
        }
        if (cause instanceof ConnectException && cause.getCause() instanceof UnresolvedAddressException) {
            return unreachable("has a host name that cannot be resolved").causedBy(cause);
        }
        if (cause instanceof ConnectException) {
            return unreachable("refuses connections").causedBy(cause);
        }
        if (cause instanceof IOException) {
            return unreachable("broke the connection: " + cause.getMessage()).causedBy(cause);
        }
        throw new IllegalStateException("a request to " + base + " failed", cause);
    }

    private Failure unreachable(String how) {
        return Failure.of(
                Exit.UNREACHABLE,
                "unreachable",
                "the server " + base + " " + how
                        + " (start one with 'mist serve', or point elsewhere with --server URL or MIST_SERVER)");
    }

    private static Answer answer(HttpResponse<?> response, String body) {
        return new Answer(response.uri(), response.statusCode(), response.headers(), body);
    }

    private HttpRequest.Builder request(Resource resource, String accept) {
        return HttpRequest.newBuilder(URI.create(base + resource.text()))
                .header("Accept", accept + ", application/problem+json");
    }

    private static void header(HttpRequest.Builder request, String name, @Nullable String value) {
        if (value != null) {
            request.header(name, value);
        }
    }

    private HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(connect)
                    .build();
        }
        return client;
    }
}
