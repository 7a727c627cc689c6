package io.mist.server.channel;

import io.mist.server.config.KafkaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class KafkaLogTest extends ChannelLogContract {

    static KafkaConfig config(String bootstrapServers, Path directory) {
        return new KafkaConfig(
                Optional.of(bootstrapServers),
                Map.of(),
                directory.getFileName().toString(),
                Optional.empty(),
                Duration.ofSeconds(20));
    }

    @Override
    ChannelLog openIn(Path directory, Duration age, long bytes) {
        KafkaConfig config = config(whereIs(), directory);
        return KafkaLog.open(config, directory, channel -> new Retention(age, bytes), 1 << 20);
    }

    @Override
    Class<? extends AppendingProcess.Opener> appendingProgram() {
        return Opener.class;
    }

    @Override
    String whereIs() {
        return KafkaBroker.shared().bootstrapServers();
    }

    static final class Opener implements AppendingProcess.Opener {

        @Override
        public ChannelLog open(Path directory, String where) {
            return KafkaLog.open(
                    config(where, directory),
                    directory,
                    channel -> new Retention(Duration.ofDays(10_000), 1L << 40),
                    1 << 20);
        }
    }
}
