package io.mist.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/**
 * Brings one message a second to many subscribers, over server-sent events, over WebSockets and over MQTT (the peer), and
 * prints the processor time of the serving process per delivered message, and when the last subscriber had each message.
 * Every subscriber is a socket of its own; one thread reads them all.
 */
public final class FanoutBench {

    private static final String MARK = "mark-";
    private static final int PAYLOAD = 200;
    /** Deliveries, one message after the other, before a second's pace begins: the serving process compiles its code in them. */
    private static final int WARM_UP = 200_000;

    private static final int MAX_WARM_UP_MESSAGES = 2_000;
    private static final String TOPIC = "mist/log-alerts/in/lines";

    private final int messages;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);

    private FanoutBench(int messages) {
        this.messages = messages;
    }

    /** One subscriber: what is sent at the beginning, and how it is known that it is subscribed. */
    private record Kind(String name, int port, long pid, byte[] hello, byte[] subscribe, String ready) {}

    private static final class Client {
        private final SocketChannel channel;
        private final StringBuilder tail = new StringBuilder();
        private boolean ready;
        private int seen = -1;

        Client(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** @param arguments host's port and pid of the Mist server, port and pid of mosquitto, messages, subscribers … */
    public static void main(String[] arguments) throws Exception {
        int mistPort = Integer.parseInt(arguments[0]);
        long mistPid = Long.parseLong(arguments[1]);
        int brokerPort = Integer.parseInt(arguments[2]);
        long brokerPid = Long.parseLong(arguments[3]);
        FanoutBench bench = new FanoutBench(Integer.parseInt(arguments[4]));
        System.out.println("| subscribers | over | CPU µs per message | last p50 ms | last p99 ms | CPU ÷ mosquitto |");
        System.out.println("|---|---|---|---|---|---|");
        for (int i = 5; i < arguments.length; i++) {
            int subscribers = Integer.parseInt(arguments[i]);
            double peer = bench.measure(mosquitto(brokerPort, brokerPid), subscribers, 0);
            bench.measure(events(mistPort, mistPid), subscribers, peer);
            bench.measure(sockets(mistPort, mistPid), subscribers, peer);
        }
    }

    private static Kind events(int port, long pid) {
        String request = "GET /v1/routes/log-alerts/inputs/lines?envelope=plain HTTP/1.1\r\nHost: localhost\r\n"
                + "Accept: text/event-stream\r\n\r\n";
        return new Kind("SSE", port, pid, ascii(request), new byte[0], "\nretry:");
    }

    private static Kind sockets(int port, long pid) {
        String subscribe = "{\"op\":\"subscribe\",\"id\":\"a\",\"route\":\"log-alerts\",\"input\":\"lines\","
                + "\"envelope\":\"plain\"}";
        return new Kind("WebSocket", port, pid, upgrade(), frame(subscribe), "\"subscribed\"");
    }

    private static byte[] upgrade() {
        return ascii("GET /v1/socket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    /** A text frame of a client, masked with zeroes. */
    private static byte[] frame(String text) {
        byte[] body = ascii(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x81);
        if (body.length < 126) {
            out.write(0x80 | body.length);
        } else {
            out.write(0x80 | 126);
            out.write(body.length >> 8);
            out.write(body.length);
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static Kind mosquitto(int port, long pid) {
        return new Kind("mosquitto, QoS 0", port, pid, connect(), subscribePacket(), "\u0090\u0003");
    }

    private static byte[] connect() {
        byte[] id = ascii("");
        return packet(0x10, new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, (byte) id.length});
    }

    private static byte[] subscribePacket() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 1, 0, (byte) TOPIC.length()});
        out.writeBytes(ascii(TOPIC));
        out.write(0);
        return packet(0x82, out.toByteArray());
    }

    private static byte[] publishPacket(String payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, (byte) TOPIC.length()});
        out.writeBytes(ascii(TOPIC));
        out.writeBytes(ascii(payload));
        return packet(0x30, out.toByteArray());
    }

    private static byte[] packet(int type, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type);
        int left = body.length;
        do {
            out.write(left > 127 ? (left & 127) | 128 : left);
            left >>= 7;
        } while (left > 0);
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @return CPU µs per delivered message */
    private double measure(Kind kind, int subscribers, double peer) throws Exception {
        try (Selector selector = Selector.open();
                SocketChannel publisher = connected(kind)) {
            if (kind.name().equals("SSE")) {
                // Pushes go over a socket; a stream takes none.
                write(publisher, upgrade());
            }
            List<Client> clients = subscribe(kind, selector, subscribers);
            // What it is answered is read as well.
            publisher.configureBlocking(false);
            publisher.register(selector, SelectionKey.OP_READ, new Client(publisher));
            int first = Math.min(MAX_WARM_UP_MESSAGES, (WARM_UP + subscribers - 1) / subscribers);
            for (int i = 0; i < first; i++) {
                deliver(kind, publisher, selector, clients, i);
            }
            double cpu = cpuMicros(kind.pid());
            double[] last = new double[messages];
            for (int i = 0; i < messages; i++) {
                long began = System.nanoTime();
                deliver(kind, publisher, selector, clients, first + i);
                last[i] = (System.nanoTime() - began) / 1e6;
                long next = began + 1_000_000_000L;
                read(selector, () -> System.nanoTime() >= next);
            }
            cpu = (cpuMicros(kind.pid()) - cpu) / ((double) messages * subscribers);
            report(kind, subscribers, cpu, last, peer);
            for (Client client : clients) {
                client.channel.close();
            }
            return cpu;
        }
    }

    /** Publishes a message, and returns when all have it. */
    private void deliver(Kind kind, SocketChannel publisher, Selector selector, List<Client> clients, int number)
            throws IOException {
        publish(kind, publisher, number);
        read(selector, () -> clients.stream().allMatch(client -> client.seen >= number));
    }

    private static void report(Kind kind, int subscribers, double cpu, double[] last, double peer) {
        java.util.Arrays.sort(last);
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %.1f | %.1f | %.1f | %s |%n",
                subscribers,
                kind.name(),
                cpu,
                last[last.length / 2],
                last[(int) Math.min(last.length - 1L, Math.round(0.99 * (last.length - 1)))],
                peer == 0 ? "1.00" : String.format(Locale.ROOT, "%.2f", cpu / peer));
    }

    private static SocketChannel connected(Kind kind) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", kind.port()));
        if (!kind.name().equals("SSE")) {
            write(channel, kind.hello());
        }
        return channel;
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private List<Client> subscribe(Kind kind, Selector selector, int subscribers) throws IOException {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < subscribers; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", kind.port()));
            write(channel, kind.hello());
            write(channel, kind.subscribe());
            channel.configureBlocking(false);
            Client client = new Client(channel);
            channel.register(selector, SelectionKey.OP_READ, client);
            clients.add(client);
        }
        ready = kind.ready();
        read(selector, () -> clients.stream().allMatch(client -> client.ready));
        return clients;
    }

    private String ready = "";

    private static void publish(Kind kind, SocketChannel publisher, int number) throws IOException {
        String text = MARK + number + ";" + "x".repeat(PAYLOAD);
        write(
                publisher,
                kind.name().startsWith("mosquitto")
                        ? publishPacket("{\"text\":\"" + text + "\"}")
                        : frame("{\"op\":\"push\",\"id\":\"p\",\"route\":\"log-alerts\",\"input\":\"lines\","
                                + "\"message\":{\"text\":\"" + text + "\"}}"));
    }

    private void read(Selector selector, BooleanSupplier done) throws IOException {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("not within two minutes");
            }
            selector.select(this::read, 20);
        }
    }

    private void read(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (client.channel.read(buffer.clear()) < 0) {
                throw new IllegalStateException("a subscriber was disconnected: " + client.tail);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client.tail.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
        client.ready |= client.tail.indexOf(ready) >= 0;
        int mark = client.tail.lastIndexOf(MARK);
        int end = mark < 0 ? -1 : client.tail.indexOf(";", mark);
        if (end > 0) {
            client.seen = Integer.parseInt(client.tail.substring(mark + MARK.length(), end));
        }
        // What may be cut in two is less than a message.
        if (client.tail.length() > PAYLOAD) {
            client.tail.delete(0, client.tail.length() - 40);
        }
    }

    /** User and system time of a process, as Linux counts it: in hundredths of a second. */
    private static double cpuMicros(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10_000.0;
    }
}
