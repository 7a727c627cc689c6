package io.mist.server.door.webhook;

import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The outcome of an attempt. */
sealed interface Outcome {

    record Delivered() implements Outcome {}

    /** @param retryAfter what the receiver asked for, or null */
    record Failed(String reason, @Nullable Duration retryAfter) implements Outcome {}

    /** It makes no sense to try again. */
    record Refused(String reason) implements Outcome {}

    static Outcome of(HttpResponse<?> response) {
        int status = response.statusCode();
        if (status / 100 == 2) {
            return new Delivered();
        }
        String reason = "status " + status;
        if (status / 100 == 4 && status != 408 && status != 429) {
            return new Refused(reason);
        }
        return status / 100 == 3
                ? new Failed(reason + " (redirects are not followed)", null)
                : new Failed(reason, retryAfter(response));
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("retry-after")
                .filter(text -> text.matches("\\d{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .orElse(null);
    }

    static Outcome of(Throwable error, Duration timeout) {
        Throwable at = error;
        while (at instanceof CompletionException && at.getCause() != null) {
            at = at.getCause();
        }
        boolean isTimeout = at instanceof CancellationException || at instanceof HttpTimeoutException;
        return new Failed(isTimeout ? "no answer within " + timeout : String.valueOf(at), null);
    }
}
