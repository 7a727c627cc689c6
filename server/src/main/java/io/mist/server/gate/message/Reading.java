package io.mist.server.gate.message;

import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A channel that a caller may read, opened at the place that was asked for. Safe for any thread. */
public interface Reading {

    Envelope envelope();

    /** Where it begins. */
    Start start();

    /** Messages from the start on; may block. */
    Lines page(int limit);

    /**
     * Begins a subscription at the start.
     *
     * @param loop a single thread, the one that serves the client
     * @throws io.mist.protocol.MistException of kind resources, code {@code too-many-subscribers}
     */
    Subscription follow(Framing framing, Sink sink, Executor loop);

    /**
     * A page of messages.
     *
     * @param lines a message each, in its envelope; one line of JSON in UTF-8
     * @param next the {@code from} of the next page
     * @param gap what retention has removed before the first message, or null
     */
    record Lines(List<byte[]> lines, String next, Page.@Nullable Gap gap) {}
}
