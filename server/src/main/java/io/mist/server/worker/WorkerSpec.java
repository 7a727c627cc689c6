package io.mist.server.worker;

import io.mist.server.config.ContextConfig;
import java.nio.file.Path;

/**
 * A worker to start.
 *
 * @param token what it must show when it dials
 * @param log where its standard streams go
 */
public record WorkerSpec(String id, String context, ContextConfig config, String token, Path log) {}
