package io.mist.server.door;

import io.mist.protocol.MistException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The answer to an operation that makes no sense on a door. */
public final class UnavailableOperation {

    private UnavailableOperation() {}

    /** @param instead what a client does there, as an expectation */
    public static CompletionStage<Decision> over(String door, String operation, String instead) {
        return CompletableFuture.failedFuture(MistException.caller(
                "unavailable-operation", "op: '" + operation + "' over " + door + " (expected: " + instead + ")"));
    }
}
