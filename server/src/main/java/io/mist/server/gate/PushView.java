package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mist.protocol.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a push.
 *
 * @param accepted how many messages are in the log now
 * @param first the offset of the first of them; null if there is none
 * @param last the offset of the last of them; null if there is none
 * @param duplicate whether they were there before, under the same idempotency key
 * @param rejected those that are not in the log, and why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PushView(
        String route,
        String input,
        int accepted,
        @Nullable Long first,
        @Nullable Long last,
        boolean duplicate,
        List<Rejected> rejected) {

    /** @param line the message's number in the request, from 1 */
    public record Rejected(int line, List<Problem> problems) {}
}
