package io.mist.server.channel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** A process that appends batch after batch, and tells of each when it is acknowledged, until it is killed. */
final class AppendingProcess {

    static final int PER_BATCH = 5;

    private AppendingProcess() {}

    public static void main(String[] arguments) {
        RocksDbLog log =
                RocksDbLog.open(Path.of(arguments[0]), new RocksDbLog.Retention(Duration.ofDays(10_000), 1L << 40));
        for (long number = 0; number < 1_000_000; number++) {
            log.append(ChannelLogContract.ALERTS, batch(number));
            System.out.println(number);
        }
    }

    static ChannelLog.Batch batch(long number) {
        byte[] payload = ("{\"number\":" + number + "}").getBytes(StandardCharsets.UTF_8);
        List<byte[]> payloads = Collections.nCopies(PER_BATCH, payload);
        return new ChannelLog.Batch("r1", "alerts", number, true, 1, ChannelLogContract.NOON, payloads);
    }
}
