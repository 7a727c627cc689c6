package io.mist.server.door.mqtt;

import java.nio.file.Path;

/** {@link EmbeddedBroker} as a test wants it. */
final class OwnBroker implements TestBroker {

    private final int port = TestBroker.freePort();
    private final Path data;
    private EmbeddedBroker broker;

    OwnBroker(Path data) {
        this.data = data;
        this.broker = EmbeddedBroker.start(HOST, port, data);
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public MqttSettings settings(String clientId) {
        return MqttSettings.of(HOST, port, clientId).withOwnBroker();
    }

    @Override
    public void stop() {
        broker.close();
    }

    @Override
    public void restart() {
        broker = EmbeddedBroker.start(HOST, port, data);
    }
}
