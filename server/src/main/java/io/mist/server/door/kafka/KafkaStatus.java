package io.mist.server.door.kafka;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mist.server.gate.DoorStatus;
import java.util.List;

/**
 * How the Kafka door is doing.
 *
 * @param address of the brokers
 * @param connected whether they answer
 * @param received requests since the start, right or wrong
 * @param rejected those of them that were answered with an error
 * @param published messages of outputs that the brokers have
 * @param accepted records that are in the logs of inputs
 * @param deadLetters records that are no messages of their inputs
 * @param problems of inputs that read no topic
 */
public record KafkaStatus(
        String address,
        boolean connected,
        String group,
        @JsonProperty("requests") long received,
        long rejected,
        long published,
        long accepted,
        long deadLetters,
        List<String> problems)
        implements DoorStatus {

    @Override
    public boolean isHealthy() {
        return connected && problems.isEmpty();
    }
}
