package io.mist.server.http;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.EventLoopGroups;
import com.linecorp.armeria.common.util.ThreadFactories;
import com.linecorp.armeria.common.util.TransportType;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The thread that takes new connections. Netty's own lingers for two seconds when it is shut down, in case that more work
 * comes; here none can, as the port is closed by then.
 */
public final class AcceptLoop extends MultiThreadIoEventLoopGroup {

    private static final long MOST_SECONDS = 1;

    private AcceptLoop(String thread, IoHandlerFactory handlers) {
        super(1, ThreadFactories.newEventLoopThreadFactory(thread, false), handlers);
    }

    /** To be given to {@code ServerBuilder.bossGroupFactory}. */
    public static EventLoopGroup named(String thread) {
        TransportType transport = Flags.transportType();
        if (transport == TransportType.EPOLL) {
            return new AcceptLoop(thread, EpollIoHandler.newFactory());
        }
        return transport == TransportType.NIO
                ? new AcceptLoop(thread, NioIoHandler.newFactory())
                : EventLoopGroups.newEventLoopGroup(1, thread);
    }

    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, MOST_SECONDS, TimeUnit.SECONDS);
    }
}
