package io.mist.server.run;

import io.mist.server.feed.Follower;
import io.mist.server.gate.RunLog;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The log of one run. */
record FollowedLog(RunLogs logs, String run) implements RunLog {

    @Override
    public Piece read(long from, int maxBytes) {
        return logs.read(run, from, maxBytes);
    }

    @Override
    public long tail(int lines) {
        return logs.tail(run, lines);
    }

    @Override
    public Following follow(long from, int maxBytes, Sink sink, Executor executor) {
        Follower<Piece> follower = Follower.start(new Pieces(this, maxBytes), from, new Pages(sink), executor);
        return new Following() {
            @Override
            public void wake() {
                follower.wake();
            }

            @Override
            public void close() {
                follower.close();
            }
        };
    }

    private record Pieces(FollowedLog log, int maxBytes) implements Follower.Source<Piece> {

        @Override
        public Piece read(long from) {
            return log.read(from, maxBytes);
        }

        @Override
        public long next(Piece piece) {
            return piece.next();
        }

        @Override
        public boolean isEmpty(Piece piece) {
            return piece.lines().isEmpty();
        }

        @Override
        public AutoCloseable onGrowth(Runnable listener) {
            return log.logs.onAppend(grown -> {
                if (grown.equals(log.run)) {
                    listener.run();
                }
            });
        }
    }

    private record Pages(Sink sink) implements Follower.Sink<Piece> {

        @Override
        public CompletionStage<Void> take(Piece piece) {
            return sink.take(piece);
        }

        @Override
        public void idle() {
            sink.idle();
        }

        @Override
        public void failed(RuntimeException error) {
            sink.failed(error);
        }
    }
}
