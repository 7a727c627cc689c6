package io.mist.server.gate.message;

/** A subscription under way. */
public interface Subscription extends AutoCloseable {

    /** Ends it; from any thread. */
    @Override
    void close();
}
