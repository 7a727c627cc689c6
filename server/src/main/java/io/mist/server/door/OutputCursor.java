package io.mist.server.door;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Publication;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far one output is published: what is read next, and where a restart begins. Confined to the thread that publishes.
 */
public final class OutputCursor {

    private static final Logger LOG = LoggerFactory.getLogger(OutputCursor.class);

    private final ChannelId channel;
    private final Publication publication;
    private final String receiver;
    private long saved;
    private long next;
    private boolean more = true;

    private OutputCursor(ChannelId channel, Publication publication, String receiver, long from) {
        this.channel = channel;
        this.publication = publication;
        this.receiver = receiver;
        this.saved = from;
        this.next = from;
    }

    /**
     * At what is saved, else at the oldest message.
     *
     * @param receiver of the messages, for the log
     */
    public static OutputCursor resume(ChannelId channel, Publication publication, String receiver) {
        return new OutputCursor(
                channel,
                publication,
                receiver,
                publication.cursor(channel).orElseGet(() -> publication.start(channel)));
    }

    /** At what is saved, else at the message that comes next, which is saved. */
    public static OutputCursor resumeOrBegin(ChannelId channel, Publication publication, String receiver) {
        long from = publication.cursor(channel).orElseGet(() -> {
            long end = publication.end(channel);
            publication.saveCursor(channel, end);
            return end;
        });
        return new OutputCursor(channel, publication, receiver, from);
    }

    public ChannelId channel() {
        return channel;
    }

    /** The offset that is read next. */
    public long next() {
        return next;
    }

    /** Reads from there next. */
    public void moveTo(long offset) {
        next = offset;
        more = true;
    }

    /** There may be messages that were not read. */
    public void hasMore() {
        more = true;
    }

    /** Whether everything is read. */
    public boolean isIdle() {
        return !more;
    }

    /** Reads nothing until there is more. */
    public void skip() {
        more = false;
    }

    /** The next messages; the cursor moves over them with {@link #passed}. */
    public List<Message> read(int limit) {
        if (!more) {
            return List.of();
        }
        Page page = publication.read(channel, next, limit);
        Page.Gap gap = page.gap();
        if (gap != null) {
            LOG.warn(
                    "messages {}..{} of {} were removed by retention before {} had them",
                    gap.from(),
                    gap.to(),
                    channel,
                    receiver);
        }
        if (page.messages().isEmpty()) {
            next = Math.max(next, page.next());
        }
        more = page.messages().size() >= limit;
        return page.messages();
    }

    /** The message was handled: the next one is read after it. */
    public void passed(Message message) {
        next = message.offset() + 1;
    }

    /** A restart begins here, if that is further than before. */
    public void save(long offset) {
        if (offset > saved) {
            publication.saveCursor(channel, offset);
            saved = offset;
        }
    }
}
