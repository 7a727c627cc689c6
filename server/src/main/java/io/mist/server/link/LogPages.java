package io.mist.server.link;

import io.mist.server.channel.ChannelLog;
import io.mist.server.feed.Follower;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Page;

/** The messages of a channel as it grows. */
record LogPages(ChannelLog log, ChannelId channel) implements Follower.Source<Page> {

    private static final int PAGE = 100;

    @Override
    public Page read(long from) {
        return log.read(channel, from, null, PAGE);
    }

    @Override
    public long next(Page page) {
        return page.next();
    }

    @Override
    public boolean isEmpty(Page page) {
        return page.messages().isEmpty() && page.gap() == null;
    }

    @Override
    public AutoCloseable onGrowth(Runnable listener) {
        return log.onAppend(appended -> {
            if (appended.equals(channel)) {
                listener.run();
            }
        });
    }
}
