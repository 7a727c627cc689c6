package io.mist.worker.link;

import io.grpc.Status;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call that ended before its answer: the server may be away for a while. */
final class CallLost extends Exception {

    private static final long serialVersionUID = 1L;

    /** Answers of a server that is there and would answer the same again. */
    private static final Set<Status.Code> FINAL =
            Set.of(Status.Code.UNAUTHENTICATED, Status.Code.RESOURCE_EXHAUSTED, Status.Code.UNIMPLEMENTED);

    private CallLost(@Nullable Throwable cause) {
        super("the call to the server ended", cause);
    }

    /** @throws MistException if a further attempt is of no use */
    static CallLost of(@Nullable Throwable cause) {
        if (cause != null && FINAL.contains(Status.fromThrowable(cause).getCode())) {
            throw MistException.of(ErrorKind.INTERNAL, "internal", "the server does not take output: " + cause)
                    .causedBy(cause);
        }
        return new CallLost(cause);
    }
}
