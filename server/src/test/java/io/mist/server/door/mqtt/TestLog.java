package io.mist.server.door.mqtt;

import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Retention;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

/** A real log of a day's messages; what tests publish is by a job's {@code send()}. */
final class TestLog {

    static final Instant AT = Instant.parse("2026-11-22T12:00:00Z");

    private TestLog() {}

    static RocksDbLog open(Path directory) {
        return RocksDbLog.open(directory.resolve("channels"), channel -> new Retention(Duration.ofDays(1), 1L << 30));
    }

    /** Numbers, in one batch. */
    static void append(ChannelLog log, ChannelId channel, int from, int to) {
        append(
                log,
                channel,
                AT,
                IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new));
    }

    static void append(ChannelLog log, ChannelId channel, Instant at, String... json) {
        var entries = IntStream.range(0, json.length)
                .mapToObj(i -> new Batch.Entry(0, i, null, json[i].getBytes(StandardCharsets.UTF_8)))
                .toList();
        log.append(channel, new Batch(Batch.Published.sent("run-1", "send", log.end(channel)), 1, at, entries));
    }
}
