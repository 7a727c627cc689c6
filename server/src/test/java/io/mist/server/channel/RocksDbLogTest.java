package io.mist.server.channel;

import java.nio.file.Path;
import java.time.Duration;

class RocksDbLogTest extends ChannelLogContract {

    @Override
    ChannelLog openIn(Path directory, Duration age, long bytes) {
        return RocksDbLog.open(directory, channel -> new Retention(age, bytes));
    }

    @Override
    Class<? extends AppendingProcess.Opener> appendingProgram() {
        return Opener.class;
    }

    @Override
    int kills() {
        return 10;
    }

    static final class Opener implements AppendingProcess.Opener {

        @Override
        public ChannelLog open(Path directory, String where) {
            return RocksDbLog.open(directory, channel -> new Retention(Duration.ofDays(10_000), 1L << 40));
        }
    }
}
