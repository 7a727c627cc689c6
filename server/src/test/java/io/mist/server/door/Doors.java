package io.mist.server.door;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.gate.message.Retention;
import io.mist.server.http.AcceptLoop;
import io.mist.server.run.RunLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/** Doors on a real port, with a real log and a {@link TestGate} behind them. */
public final class Doors implements AutoCloseable {

    private final RocksDbLog log;
    private final RunLogs logs;
    private final TestGate gate;
    private final Server server;
    private long epoch;
    private final AtomicBoolean breaking;

    private Doors(RocksDbLog log, RunLogs logs, TestGate gate, Server server, AtomicBoolean breaking) {
        this.log = log;
        this.logs = logs;
        this.gate = gate;
        this.server = server;
        this.breaking = breaking;
    }

    /** @param bytes what the output's log keeps */
    public static Doors open(Path directory, long bytes, BiConsumer<TestGate, ServerBuilder> doors) {
        RocksDbLog log = RocksDbLog.open(
                directory.resolve("channels"), channel -> new Retention(Duration.ofDays(10_000), bytes));
        // The first listener, so that the log is closed when those after it look again.
        AtomicBoolean breaking = new AtomicBoolean();
        log.onAppend(ignored -> {
            if (breaking.get()) {
                log.close();
            }
        });
        RunLogs logs = logs(directory);
        TestGate gate = new TestGate(log, logs);
        ServerBuilder builder = Server.builder()
                .http(new InetSocketAddress("127.0.0.1", 0))
                .requestTimeout(Duration.ZERO)
                .maxRequestLength(0)
                .bossGroupFactory(AcceptLoop::named)
                .gracefulShutdownTimeout(Duration.ZERO, Duration.ZERO);
        doors.accept(gate, builder);
        Server server = builder.build();
        server.start().join();
        return new Doors(log, logs, gate, server, breaking);
    }

    public static PendingBodies bodies() {
        return new PendingBodies(64 << 20);
    }

    public TestGate gate() {
        return gate;
    }

    private static RunLogs logs(Path directory) {
        try {
            return new RunLogs(directory.resolve("logs"), 1 << 20);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RunLogs logs() {
        return logs;
    }

    public ChannelLog log() {
        return log;
    }

    public int port() {
        return server.activeLocalPort();
    }

    public URI uri(String pathAndQuery) {
        return URI.create("http://127.0.0.1:" + port() + pathAndQuery);
    }

    /** One epoch of messages of a run. */
    public void append(String run, String... payloads) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (String text : payloads) {
            entries.add(new Batch.Entry(0, entries.size(), null, text.getBytes(StandardCharsets.UTF_8)));
        }
        log.append(
                TestGate.ALERTS, new Batch(Batch.Published.epoch(run, "alerts", epoch++), 2, TestGate.NOON, entries));
    }

    /** One message with a key. */
    public void appendKeyed(String run, String key, String payload) {
        Batch.Entry entry = new Batch.Entry(0, 0, key, payload.getBytes(StandardCharsets.UTF_8));
        log.append(
                TestGate.ALERTS,
                new Batch(Batch.Published.epoch(run, "alerts", epoch++), 2, TestGate.NOON, List.of(entry)));
    }

    /** From now on nothing can be read; followers are woken to find out. */
    public void breakLog() {
        breaking.set(true);
        append("r1", "0");
    }

    @Override
    public void close() {
        server.stop().join();
        log.close();
    }
}
