package io.mist.server.gate.message;

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

    /** The first messages, of at most so many bytes together but at least one. */
    public Page upTo(long bytes) {
        long sum = 0;
        for (int i = 0; i < messages.size(); i++) {
            sum += messages.get(i).data().length;
            if (i > 0 && sum > bytes) {
                return new Page(
                        List.copyOf(messages.subList(0, i)), messages.get(i).offset(), gap);
            }
        }
        return this;
    }

    public long bytes() {
        return messages.stream().mapToLong(message -> message.data().length).sum();
    }
}
