package io.mist.server.door.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Many subscribers of server-sent events, on one thread. */
final class Swarm implements AutoCloseable {

    private final Selector selector;
    private final List<Client> clients = new ArrayList<>();

    /** Counts the events that have a payload; {@code data: } begins each. */
    static final class Client {

        private final SocketChannel channel;
        private final StringBuilder line = new StringBuilder();
        private final List<String> data = new ArrayList<>();
        private boolean subscribed;

        Client(SocketChannel channel) {
            this.channel = channel;
        }

        List<String> data() {
            return data;
        }

        private void take(ByteBuffer bytes) {
            for (char c : StandardCharsets.ISO_8859_1.decode(bytes).toString().toCharArray()) {
                if (c == '\n') {
                    take(line.toString());
                    line.setLength(0);
                } else {
                    line.append(c);
                }
            }
        }

        private void take(String text) {
            subscribed |= text.startsWith("id: ");
            if (text.startsWith("data: ")) {
                data.add(text.substring("data: ".length()));
            }
        }
    }

    Swarm() throws IOException {
        selector = Selector.open();
    }

    Client add(int port, String pathAndQuery) throws IOException {
        Client client = connected(port, pathAndQuery);
        client.channel.configureBlocking(false);
        client.channel.register(selector, SelectionKey.OP_READ, client);
        clients.add(client);
        return client;
    }

    /** One that reads nothing. */
    static SocketChannel stalled(int port, String pathAndQuery) throws IOException {
        return connected(port, pathAndQuery).channel;
    }

    private static Client connected(int port, String pathAndQuery) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        String request = "GET " + pathAndQuery + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";
        channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
        return new Client(channel);
    }

    void readUntilAllAreSubscribed() {
        readUntil(() -> clients.stream().allMatch(client -> client.subscribed));
    }

    void readUntil(java.util.function.BooleanSupplier done) {
        long deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(90);
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 90 s");
            }
            try {
                selector.select(key -> read(key, buffer), 100);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void read(SelectionKey key, ByteBuffer buffer) {
        Client client = (Client) key.attachment();
        try {
            int read = client.channel.read(buffer.clear());
            if (read < 0) {
                key.cancel();
            } else {
                client.take(buffer.flip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Client> clients() {
        return clients;
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }
}
