package io.mist.server.config;

import java.util.Locale;
import java.util.Optional;

/** How the runs of a context share workers. */
public enum WorkerMode {
    /** All runs of the context in one worker: a run starts in milliseconds, and a worker that dies takes all along. */
    SHARED,
    /** A worker for every run: it starts in seconds, and disturbs no other. */
    EXCLUSIVE;

    static Optional<WorkerMode> of(String text) {
        for (WorkerMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
