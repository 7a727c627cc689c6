package io.mist.server.gate.message;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a route sets for one of its inputs.
 *
 * @param maxRowsPerBatch the most that one micro-batch reads
 * @param mqttTopic instead of {@code mist/{route}/in/{channel}}
 * @param kafkaTopic instead of {@code mist.{route}.{channel}}
 */
public record InputSettings(
        OptionalInt maxRowsPerBatch,
        Retention.Settings retention,
        Optional<String> mqttTopic,
        Optional<String> kafkaTopic) {

    public static final InputSettings NONE =
            new InputSettings(OptionalInt.empty(), Retention.Settings.NONE, Optional.empty(), Optional.empty());
}
