package io.mist.server.gate;

import java.util.function.Consumer;

/** Changes of one kind, each after it is stored, in the order in which they were stored. */
@FunctionalInterface
public interface Feed<T> {

    /**
     * Calls back with every change from now on, one at a time, on any thread: the follower must only take note.
     *
     * @return ends it
     */
    AutoCloseable follow(Consumer<T> follower);
}
