package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker as clients see it.
 *
 * @param state {@code starting}, {@code ready} or {@code silent}
 * @param sparkVersion null until it has dialled
 * @param runs how many are on it
 * @param since when it was launched
 * @param log the file of its standard streams
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record WorkerView(
        String id,
        String context,
        String state,
        long pid,
        @Nullable String sparkVersion,
        @Nullable String webUi,
        int runs,
        Instant since,
        String log) {}
