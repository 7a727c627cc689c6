package io.mist.server.gate;

import io.mist.protocol.MistException;
import io.mist.server.gate.message.ChannelId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How the webhooks of outputs are doing. Safe for any thread. */
public interface Webhooks {

    /** Of a server without webhooks. */
    Webhooks NONE = output -> List.of();

    List<View> of(ChannelId output);

    /** The log of what could not be delivered; refuses an unknown webhook, naming those there are. */
    default ChannelId deadLetters(ChannelId output, String webhook) {
        List<String> names = of(output).stream().map(View::name).toList();
        if (!names.contains(webhook)) {
            throw MistException.caller(
                    "unknown-webhook",
                    output + " has no webhook '" + webhook + "'; "
                            + (names.isEmpty() ? "it has none" : "there are: " + String.join(", ", names)));
        }
        return output.deadLetters(webhook);
    }

    /**
     * One webhook as clients see it.
     *
     * @param state waiting for messages, sending, retrying, or broken: then {@code error} says why
     * @param next the offset of the next message that it needs
     * @param lag how many offsets are after it
     * @param delivered messages since the server started
     * @param deadLetters messages that were given up since the server started
     * @param attempts failures of the message that is being sent
     * @param error the last one, null if there was none since the last delivery
     */
    record View(
            String name,
            String url,
            String state,
            long next,
            long lag,
            long delivered,
            long deadLetters,
            int attempts,
            @Nullable String error,
            @Nullable Instant retryAt) {}
}
