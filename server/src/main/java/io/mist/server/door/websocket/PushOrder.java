package io.mist.server.door.websocket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Does the pushes of a socket one after another. Safe for any thread. */
final class PushOrder {

    private CompletionStage<Boolean> last = CompletableFuture.completedFuture(true);

    /** @return as the push itself, which begins when those before it are done, well or not */
    synchronized CompletionStage<Void> next(Supplier<CompletionStage<Void>> push) {
        CompletionStage<Void> next = last.thenCompose(ready -> push.get());
        last = next.handle((done, error) -> true);
        return next;
    }
}
