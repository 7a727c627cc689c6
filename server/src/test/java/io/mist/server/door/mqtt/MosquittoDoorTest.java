package io.mist.server.door.mqtt;

import java.nio.file.Path;

class MosquittoDoorTest extends MqttDoorSuite {

    @Override
    TestBroker broker(Path directory) {
        return Mosquitto.persistent(directory);
    }
}
