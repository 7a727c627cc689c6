package io.mist.server.channel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;

/** A process that appends batch after batch, and tells of each when it is acknowledged, until it is killed. */
final class AppendingProcess {

    static final int PER_BATCH = 5;

    private AppendingProcess() {}

    public static void main(String[] arguments) {
        RocksDbLog log =
                RocksDbLog.open(Path.of(arguments[0]), channel -> new Retention(Duration.ofDays(10_000), 1L << 40));
        for (long number = 0; number < 1_000_000; number++) {
            log.append(ChannelLogContract.ALERTS, batch(number));
            System.out.println(number);
        }
    }

    static Batch batch(long number) {
        return ChannelLogContract.batch(
                "r1", number, ChannelLogContract.NOON, Collections.nCopies(PER_BATCH, "{\"number\":" + number + "}"));
    }
}
