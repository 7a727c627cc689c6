package io.mist.server.gate;

import java.util.List;

/** The log of one run. Positions are bytes from its beginning. Safe for any thread. */
public interface RunLog {

    /** Whole lines, or a part of one that is longer than a piece, and where the next piece begins. */
    record Piece(List<String> lines, long next) {}

    /** At most {@code maxBytes} from a position on. */
    Piece read(long from, int maxBytes);

    /** Where the last lines begin. */
    long tail(int lines);

    /** Calls back, on the writing thread, when the log has grown: the listener must only take note. */
    AutoCloseable onGrowth(Runnable listener);
}
