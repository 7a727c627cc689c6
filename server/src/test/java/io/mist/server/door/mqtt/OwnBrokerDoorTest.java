package io.mist.server.door.mqtt;

import java.nio.file.Path;

class OwnBrokerDoorTest extends MqttDoorSuite {

    @Override
    TestBroker broker(Path directory) {
        return new OwnBroker(directory);
    }
}
