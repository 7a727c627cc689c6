package io.mist.server.door;

import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What has become of an operation.
 *
 * @param answer what is known at once
 * @param later begins the wait for a later answer; null if the client does not wait, or there is nothing to wait for
 */
public record Decision(Answer answer, @Nullable Supplier<CompletionStage<Answer>> later) {

    static Decision of(Answer.Kind kind, Object view) {
        return new Decision(new Answer(kind, view), null);
    }
}
