package io.mist.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The ports that the demo's server listens on. */
final class Ports {

    /** Asks for any free port. */
    static final int ANY = 0;

    private Ports() {}

    /** A port that the user named; it must be free, or {@link #ANY}. */
    static int named(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new DemoFailure(option + ": " + port + " (expected: 0..65535, 0 for any free port)");
        }
        int free = freeOr(port, -1);
        if (free < 0) {
            throw new DemoFailure(
                    option + ": " + port + " is in use (expected: a free port, or 0 for any; without the option the"
                            + " demo looks for one)");
        }
        return free;
    }

    /** The usual port if it is free, else any free one. */
    static int usual(int port) {
        return freeOr(port, ANY);
    }

    private static int freeOr(int port, int otherwise) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            if (otherwise == ANY && port != ANY) {
                return freeOr(ANY, -1);
            }
            return otherwise;
        }
    }
}
