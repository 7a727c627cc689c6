package io.mist.server.worker;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A worker at one moment.
 *
 * @param sparkVersion unknown until it has dialled
 * @param webUi of its Spark driver, if that has one
 * @param started when it was launched
 */
public record WorkerStatus(
        String id,
        String context,
        WorkerState state,
        long pid,
        Optional<String> sparkVersion,
        Optional<String> webUi,
        Instant started,
        Path log) {}
