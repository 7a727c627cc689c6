package io.mist.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A proxy between two processes. On request it goes silent on its connections: it passes nothing on and closes nothing, like
 * a network whose other end has vanished. Connections made later are passed on.
 */
final class SilentProxy implements BeforeAllCallback, AfterAllCallback {

    private static final int BUFFER = 64 << 10;

    private final IntSupplier target;
    private final int port = Distribution.freePort();
    private final List<Pair> pairs = new ArrayList<>();
    private ServerSocket door;

    /** @param target the port that is passed on to */
    SilentProxy(IntSupplier target) {
        this.target = target;
    }

    private static final class Pair {
        private final Socket client;
        private final Socket server;
        private volatile boolean silent;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void close() throws IOException {
            client.close();
            server.close();
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        door = new ServerSocket(port, 50, InetAddress.getByName(Distribution.HOST));
        daemon(this::accept);
    }

    int port() {
        return port;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket client = door.accept();
                Pair pair;
                try {
                    pair = new Pair(client, new Socket(Distribution.HOST, target.getAsInt()));
                } catch (IOException e) {
                    // The target is away; the client sees its connection closed.
                    client.close();
                    continue;
                }
                synchronized (pairs) {
                    pairs.add(pair);
                }
                daemon(() -> pass(pair, pair.client, pair.server));
                daemon(() -> pass(pair, pair.server, pair.client));
            } catch (IOException e) {
                if (!door.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static void pass(Pair pair, Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!pair.silent) {
                    out.write(buffer, 0, read);
                }
            }
            if (!pair.silent) {
                pair.close();
            }
        } catch (IOException e) {
            if (!pair.silent) {
                closeQuietly(pair);
            }
        }
    }

    private static void closeQuietly(Pair pair) {
        try {
            pair.close();
        } catch (IOException e) {
            // It is closed.
        }
    }

    /** @return how many connections have gone silent */
    int goSilent() {
        synchronized (pairs) {
            List<Pair> open = pairs.stream()
                    .filter(pair -> !pair.silent && !pair.client.isClosed())
                    .toList();
            open.forEach(pair -> pair.silent = true);
            return open.size();
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "silent-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        door.close();
        synchronized (pairs) {
            pairs.forEach(SilentProxy::closeQuietly);
        }
    }
}
