package io.mist.server.link;

import io.grpc.stub.ServerCallStreamObserver;
import io.mist.server.feed.Follower;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A call of a worker that is answered by what a {@link Follower} reads, as fast as the worker takes it. */
final class FollowedCall<R> {

    private final ServerCallStreamObserver<R> call;
    private final AtomicReference<@Nullable CompletableFuture<Void>> waiting = new AtomicReference<>();
    private final AtomicReference<@Nullable Follower<?>> follower = new AtomicReference<>();
    private volatile boolean over;

    FollowedCall(ServerCallStreamObserver<R> call) {
        this.call = call;
        call.setOnReadyHandler(this::wake);
        call.setOnCancelHandler(this::stop);
    }

    /** Takes the follower, to close it when the call is over. */
    void follow(Follower<?> started) {
        follower.set(started);
        if (over) {
            started.close();
        }
    }

    /** @return complete when the worker takes more */
    CompletionStage<Void> send(R reply) {
        if (over) {
            return ended();
        }
        CompletableFuture<Void> ready = new CompletableFuture<>();
        waiting.set(ready);
        call.onNext(reply);
        if (call.isReady()) {
            wake();
        }
        return ready;
    }

    /** Sends the last reply. */
    CompletionStage<Void> endWith(R reply) {
        if (!over) {
            call.onNext(reply);
            end();
        }
        return ended();
    }

    void end() {
        if (!over) {
            call.onCompleted();
            stop();
        }
    }

    void fail(RuntimeException error) {
        if (!over) {
            stop();
            call.onError(error);
        }
    }

    private static CompletionStage<Void> ended() {
        return CompletableFuture.failedFuture(new CancellationException("the call is over"));
    }

    private void stop() {
        over = true;
        Follower<?> started = follower.get();
        if (started != null) {
            started.close();
        }
        wake();
    }

    private void wake() {
        CompletableFuture<Void> ready = waiting.getAndSet(null);
        if (ready != null) {
            ready.complete(null);
        }
    }
}
