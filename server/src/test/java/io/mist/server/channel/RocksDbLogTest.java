package io.mist.server.channel;

import java.nio.file.Path;
import java.time.Duration;

class RocksDbLogTest extends ChannelLogContract {

    @Override
    ChannelLog openIn(Path directory, Duration age, long bytes) {
        return RocksDbLog.open(directory, channel -> new Retention(age, bytes));
    }

    @Override
    Class<?> appendingProgram() {
        return AppendingProcess.class;
    }
}
