package io.mist.server.http;

import com.linecorp.armeria.server.ServerBuilder;
import com.sun.management.UnixOperatingSystemMXBean;
import io.mist.server.config.HttpConfig;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many connections there may be, and how long one that has died without a word is kept. */
public final class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    /** For channel logs, the database, workers and libraries. */
    private static final long OTHER_FILES = 1_000;

    private static final int FEWEST = 10;
    /** A client that has its subscription in one stream needs no more. */
    private static final long MAX_STREAMS = 1_000;

    private Connections() {}

    public static void limit(ServerBuilder server, HttpConfig config) {
        int most = most(config.maxConnections(), openFiles());
        if (most < config.maxConnections()) {
            LOG.warn(
                    "Only {} connections are taken, not {} (mist.http.max-connections): the process may open {} files;"
                            + " raise its limit with ulimit -n",
                    most,
                    config.maxConnections(),
                    openFiles());
        }
        server.maxNumConnections(most);
        server.http2MaxStreamsPerConnection(MAX_STREAMS);
        if (Epoll.isAvailable()) {
            // What was sent and is not even acknowledged by the client's system: it is gone.
            server.childChannelOption(EpollChannelOption.TCP_USER_TIMEOUT, (int)
                    Math.min(Integer.MAX_VALUE, config.stalledAfter().toMillis()));
        }
    }

    static int most(int wanted, long openFiles) {
        return (int) Math.max(FEWEST, Math.min(wanted, openFiles - OTHER_FILES));
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
