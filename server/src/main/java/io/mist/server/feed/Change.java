package io.mist.server.feed;

/** A stored change and its place in the order of all changes of its kind. */
public record Change<T>(long number, T value) {}
