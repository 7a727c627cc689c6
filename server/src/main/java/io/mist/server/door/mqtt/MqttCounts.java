package io.mist.server.door.mqtt;

/**
 * What the door has done since it started.
 *
 * @param received messages taken for requests, right or wrong
 * @param rejected requests that were answered with an error
 * @param published messages of outputs that the broker has acknowledged
 */
public record MqttCounts(long received, long rejected, long published) {}
