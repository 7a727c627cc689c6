package io.mist.server.door.mqtt;

import io.mist.server.channel.KafkaBrokerPorts;

/** A real broker on this machine. */
interface TestBroker extends AutoCloseable {

    String HOST = "127.0.0.1";

    int port();

    MqttSettings settings(String clientId);

    /** Ends it; its sessions stay on disk. */
    void stop();

    /** Starts it again on the same port. */
    void restart();

    @Override
    default void close() {
        stop();
    }

    static int freePort() {
        return KafkaBrokerPorts.free();
    }
}
