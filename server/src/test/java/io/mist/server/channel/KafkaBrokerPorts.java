package io.mist.server.channel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for brokers, which are bound a while after they were found free: below those that the system assigns, and not those of
 * the other two forks of the tests.
 */
public final class KafkaBrokerPorts {

    private static final int PORTS = 1_800;
    private static final int FIRST = 27_000 + PORTS * (Integer.getInteger("mist.fork", 1) % 3);
    private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(PORTS));

    private KafkaBrokerPorts() {}

    public static int free() {
        for (int attempt = 0; attempt < PORTS; attempt++) {
            int port = FIRST + NEXT.getAndIncrement() % PORTS;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
        throw new IllegalStateException("no free port of " + PORTS + " from " + FIRST);
    }
}
