package io.mist.server.channel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some consecutive messages of a log.
 *
 * @param next the offset to read from next
 * @param gap what was asked for and is no longer there, null if nothing
 */
public record Page(
        List<Message> messages, long next, @Nullable Gap gap) {

    /**
     * Messages that retention has removed.
     *
     * @param from the first offset that was asked for
     * @param to the last offset that is gone
     */
    public record Gap(long from, long to) {}
}
