package io.mist.bench.publish;

import java.util.List;

/** One way to publish what the query makes, seen from outside. Its methods are called by one thread. */
interface Side extends AutoCloseable {

    String name();

    /** Starts the query, warm or not. */
    void start() throws Exception;

    void stop() throws Exception;

    /** How many messages have been acknowledged for good so far, over all starts. */
    long committed() throws Exception;

    /** Who reads from now on, as fast as it can, in this process. */
    Subscriber subscribe() throws Exception;

    /** All processes of this side, without the subscriber's. */
    List<Long> processes() throws Exception;

    interface Subscriber extends AutoCloseable {

        long received() throws Exception;
    }
}
