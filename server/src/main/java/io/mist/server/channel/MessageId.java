package io.mist.server.channel;

import java.util.Optional;

/**
 * Ids of messages. A published one is {@code run/query/number/partition/seq}, where the number is the epoch or, for one
 * that was sent by itself, the sender's; a pushed one is {@code push/key/seq}, or {@code push/offset} without a key.
 */
public final class MessageId {

    private static final String PUSH = "push/";

    private MessageId() {}

    public static String of(Batch.Origin origin, Batch.Entry entry, long offset) {
        if (origin instanceof Batch.Published of) {
            return of.run() + "/" + of.query() + "/" + of.number() + "/" + entry.partition() + "/" + entry.seq();
        }
        String key = origin instanceof Batch.Pushed pushed ? pushed.key() : null;
        return key == null ? PUSH + offset : PUSH + key + "/" + entry.seq();
    }

    /** Where to look for a message: in a batch, or at an offset. */
    public sealed interface Place {}

    /** @param batch whether it is an epoch is not known */
    public record InBatch(Batch.Published batch) implements Place {}

    public record InPush(String key) implements Place {}

    public record At(long offset) implements Place {}

    /** Empty for what is no id. */
    public static Optional<Place> parse(String id) {
        if (id.startsWith(PUSH)) {
            String rest = id.substring(PUSH.length());
            int slash = rest.lastIndexOf('/');
            return slash > 0
                    ? Optional.of(new InPush(rest.substring(0, slash)))
                    : number(rest).map(At::new);
        }
        int seq = id.lastIndexOf('/');
        int partition = id.lastIndexOf('/', seq - 1);
        int number = id.lastIndexOf('/', partition - 1);
        int query = id.indexOf('/');
        if (query <= 0 || number <= query) {
            return Optional.empty();
        }
        return number(id.substring(number + 1, partition))
                .map(found -> new InBatch(
                        Batch.Published.epoch(id.substring(0, query), id.substring(query + 1, number), found)));
    }

    private static Optional<Long> number(String text) {
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }
}
