package io.mist.server.channel.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.channel.AppendingProcess;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.ChannelLogContract;
import io.mist.server.gate.message.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RocksDbLogTest extends ChannelLogContract {

    @Override
    protected ChannelLog openIn(Path directory, Duration age, long bytes) {
        return RocksDbLog.open(directory, channel -> new Retention(age, bytes));
    }

    @Override
    protected Class<? extends AppendingProcess.Opener> appendingProgram() {
        return Opener.class;
    }

    @Override
    protected int kills() {
        return 10;
    }

    public static final class Opener implements AppendingProcess.Opener {

        @Override
        public ChannelLog open(Path directory, String where) {
            return RocksDbLog.open(directory, channel -> new Retention(Duration.ofDays(10_000), 1L << 40));
        }
    }

    /** Tasks are senders of their own: without it the numbers of every task that ever was would stay. */
    @Test
    void aSenderIsRememberedForAsLongAsTheLastOfWhatItSent() {
        ChannelLog log = open(Duration.ofDays(1), 1L << 40);
        Instant noon = Instant.parse("2026-11-22T12:00:00Z");
        log.append(ChannelLogContract.ALERTS, sent(0, noon));
        log.append(ChannelLogContract.ALERTS, sent(1, noon.plus(Duration.ofHours(20))));

        log.append(ChannelLogContract.ALERTS, epoch(0, noon.plus(Duration.ofHours(30))));
        boolean isNewBefore =
                log.append(ChannelLogContract.ALERTS, sent(1, noon)).isNew();
        log.append(ChannelLogContract.ALERTS, epoch(1, noon.plus(Duration.ofHours(50))));
        boolean isNewAfter =
                log.append(ChannelLogContract.ALERTS, sent(1, noon)).isNew();

        assertThat(isNewBefore).isFalse();
        assertThat(isNewAfter).isTrue();
    }

    private static Batch sent(long number, Instant at) {
        return new Batch(Batch.Published.sent("r1", "send.1.4.0", number), 1, at, entries(List.of("1")));
    }

    private static Batch epoch(long number, Instant at) {
        return batch("r1", number, at, List.of("2"));
    }
}
