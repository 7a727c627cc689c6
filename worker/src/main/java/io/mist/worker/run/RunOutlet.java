package io.mist.worker.run;

import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.StartRun;
import io.mist.worker.contract.ValueType;
import io.mist.worker.link.Publisher;
import io.mist.worker.output.Outlet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/** The outputs' side of one attempt of a run. */
final class RunOutlet implements Outlet, AutoCloseable {

    private final StartRun start;
    private final Host host;
    private final LongSupplier liveVersion;
    private final Map<Open, Publisher> publishers = new ConcurrentHashMap<>();

    RunOutlet(StartRun start, Host host, LongSupplier liveVersion) {
        this.start = start;
        this.host = host;
        this.liveVersion = liveVersion;
    }

    @Override
    public Publisher publisher(String channel, String query) {
        Open open = Open.newBuilder()
                .setRun(start.getRun())
                .setChannel(channel)
                .setQuery(query)
                .build();
        return publishers.computeIfAbsent(
                open, ignored -> new Publisher(host.link().stub(), open, host.patience()));
    }

    @Override
    public String sendQuery() {
        return "send." + start.getAttempt();
    }

    @Override
    public long liveVersion() {
        return liveVersion.getAsLong();
    }

    @Override
    public String checkpoint(String channel) {
        return start.getDirectory() + "/checkpoints/" + channel;
    }

    @Override
    public Optional<Trigger> trigger() {
        return switch (start.getTrigger()) {
            case "" -> Optional.empty();
            case "available-now", "once" -> Optional.of(Trigger.AvailableNow());
            default -> Optional.of(Trigger.ProcessingTime(start.getTrigger()));
        };
    }

    @Override
    public byte[] json(String channel, ValueType type, @Nullable Object message) {
        try {
            return type.json(message);
        } catch (IllegalArgumentException e) {
            // Not as its cause: of causes, only the innermost is told to the caller.
            IllegalArgumentException named = new IllegalArgumentException(
                    "a message of output '" + channel + "' does not fit " + type.name() + ": " + e.getMessage());
            named.addSuppressed(e);
            throw named;
        }
    }

    @Override
    public void close() {
        publishers.values().forEach(Publisher::close);
    }
}
