package io.mist.server.gate;

/** A context as operators see it. */
public record ContextView(String name, int maxParallelRuns, int running, int queued) {}
