package io.mist.server.gate.message;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;

/** Told by a client, on its loop, what became of that which it was handed. */
public interface Taken {

    /** The client is ready for more. */
    void taken();

    /** The client is gone: it takes nothing any more. */
    void gone();

    /** For one who waits on another thread. */
    static Taken completing(CompletableFuture<Void> future) {
        return new Taken() {
            @Override
            public void taken() {
                future.complete(null);
            }

            @Override
            public void gone() {
                future.completeExceptionally(new ClosedChannelException());
            }
        };
    }
}
