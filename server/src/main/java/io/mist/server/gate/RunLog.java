package io.mist.server.gate;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The log of one run. Positions are bytes from its beginning. Safe for any thread. */
public interface RunLog {

    /** Whole lines, or a part of one that is longer than a piece, and where the next piece begins. */
    record Piece(List<String> lines, long next) {}

    /** At most {@code maxBytes} from a position on. */
    Piece read(long from, int maxBytes);

    /** Where the last lines begin. */
    long tail(int lines);

    /**
     * Reads the log as it grows, from a position on. The next piece is read when the sink is ready for it.
     *
     * @param executor for reading, which may block on the disk
     */
    Following follow(long from, int maxBytes, Sink sink, Executor executor);

    /** Where pieces go. Called from one thread at a time. */
    interface Sink {

        /** @return complete when the client is ready for more, failed when it is gone */
        CompletionStage<Void> take(Piece piece);

        /** There is nothing more for now. */
        void idle();

        /** The next piece cannot be read: nothing comes after this. */
        void failed(RuntimeException error);
    }

    /** A log that is being followed. */
    interface Following extends AutoCloseable {

        /** Looks again, also if nothing has come: {@link Sink#idle} follows. */
        void wake();

        @Override
        void close();
    }
}
