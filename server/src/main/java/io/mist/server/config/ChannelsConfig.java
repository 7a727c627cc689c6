package io.mist.server.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the logs of all channels are. */
public record ChannelsConfig(Log log) {

    /** The store of a channel's log. */
    public enum Log {
        /** In the server's data directory. */
        ROCKSDB,
        /** In a topic of the Kafka that {@code mist.kafka} names. */
        KAFKA
    }

    static ChannelsConfig read(Section channels, KafkaConfig kafka) {
        var config = new ChannelsConfig(
                channels.text("log").map(t -> log(channels, t)).orElse(Log.ROCKSDB));
        if (config.log() == Log.KAFKA && kafka.bootstrapServers().isEmpty()) {
            channels.wrong("log", "kafka (expected: mist.kafka.bootstrap-servers too, which says where Kafka is)");
        }
        channels.rejectUnknown();
        return config;
    }

    private static Log log(Section channels, String text) {
        Optional<Log> log = Arrays.stream(Log.values())
                .filter(known -> name(known).equals(text))
                .findFirst();
        if (log.isEmpty()) {
            String expected =
                    Arrays.stream(Log.values()).map(ChannelsConfig::name).collect(Collectors.joining(" or "));
            channels.wrong("log", Section.show(text) + " (expected: " + expected + ")");
        }
        return log.orElse(Log.ROCKSDB);
    }

    private static String name(Log log) {
        return log.name().toLowerCase(Locale.ROOT);
    }
}
