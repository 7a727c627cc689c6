package io.mist.server.gate;

/**
 * A context as clients see it.
 *
 * @param running how many of its runs hold a place, of {@code maxParallelRuns}
 * @param queued how many wait for one
 */
public record ContextView(String name, int maxParallelRuns, int running, int queued) {}
