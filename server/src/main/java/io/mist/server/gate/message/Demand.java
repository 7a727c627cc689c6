package io.mist.server.gate.message;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;

/** The demand of a client for more: notified on the client's loop. */
public interface Demand {

    /** The client is ready for more. */
    void taken();

    /** The client is gone and takes nothing more. */
    void gone();

    /** Completes a future, for a wait on another thread. */
    static Demand completing(CompletableFuture<Void> future) {
        return new Demand() {
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
