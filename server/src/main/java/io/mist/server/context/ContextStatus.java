package io.mist.server.context;

/** A context at one moment: how many of its runs hold a place, and how many wait for one. */
public record ContextStatus(String name, int maxParallelRuns, int running, int queued) {}
