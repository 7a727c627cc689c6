package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A worker as operators see it. */
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
