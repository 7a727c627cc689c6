package io.mist.server.door.kafka;

import java.util.List;

/**
 * What the door does.
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
        long received,
        long rejected,
        long published,
        long accepted,
        long deadLetters,
        List<String> problems) {}
