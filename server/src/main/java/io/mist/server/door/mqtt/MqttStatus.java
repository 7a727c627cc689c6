package io.mist.server.door.mqtt;

import io.mist.server.gate.DoorStatus;

/**
 * How the MQTT door is doing.
 *
 * @param embedded whether the broker is the server's own
 * @param address of the broker, {@code host:port}
 * @param connected whether requests are received at the moment
 */
public record MqttStatus(boolean embedded, String address, boolean connected) implements DoorStatus {

    @Override
    public boolean isHealthy() {
        return connected;
    }
}
