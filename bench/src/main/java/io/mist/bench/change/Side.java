package io.mist.bench.change;

import java.util.List;

/** One way to run the stream and to change its filter. Its methods are called by one thread. */
interface Side extends AutoCloseable {

    String name();

    /** What it promises of a change and of its output, in a table's cell. */
    String guarantee();

    /** Where its alerts are. */
    String topic();

    /** Starts the stream at the end of the events. */
    void start(String filter) throws Exception;

    /** Returns when the change is accepted: durable, so that it will come into effect whatever fails. */
    Accepted change(String filter) throws Exception;

    void stop() throws Exception;

    /** What works for it while the stream runs, without Kafka; none if they are not always the same. */
    List<Long> processes() throws Exception;

    /** Whether a change takes so long that a fifth as many must do. */
    default boolean isSlow() {
        return false;
    }

    @Override
    default void close() throws Exception {}

    /** Two readings of {@link System#nanoTime()}. */
    record Accepted(long asked, long accepted) {}
}
