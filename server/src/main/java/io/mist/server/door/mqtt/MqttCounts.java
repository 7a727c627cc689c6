package io.mist.server.door.mqtt;

/**
 * What the door has done since it started.
 *
 * @param received requests and messages of inputs, right or wrong
 * @param rejected those of them that were answered with an error
 * @param published messages of outputs that the broker has acknowledged
 */
public record MqttCounts(long received, long rejected, long published) {}
