package io.mist.server.door.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {

    private static final int STALLED_MEBIBYTES = 96;
    private static final String HOST = TestBroker.HOST;

    @TempDir
    Path data;

    @Test
    void aPortInUseIsReportedWithTheAddressAndWhatToDo() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(HOST, taken.getLocalPort(), data))
                    .isInstanceOfSatisfying(MistException.class, failure -> {
                        assertThat(failure.kind()).isEqualTo(ErrorKind.RESOURCES);
                        assertThat(failure.code()).isEqualTo("mqtt-broker-failed");
                        assertThat(failure.text())
                                .contains(HOST + ":" + taken.getLocalPort(), "choose another mist.mqtt.port");
                    });
            assertThat(data).isEmptyDirectory();
        }
    }

    @Test
    void thePortZeroIsAnyFreeOne() {
        try (var broker = EmbeddedBroker.start(HOST, 0, data);
                TestClient client = TestClient.v3(broker.port())) {
            client.publish("anything", "reaches it");
        }
    }

    @Test
    void anAddressOfAnotherMachineIsReported() {
        assertThatThrownBy(() -> EmbeddedBroker.start("192.0.2.1", TestBroker.freePort(), data))
                .isInstanceOf(MistException.class)
                .hasMessageContaining("192.0.2.1:");
    }

    @Test
    void aDirectoryInUseIsReported() {
        try (var first = EmbeddedBroker.start(HOST, TestBroker.freePort(), data)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(HOST, TestBroker.freePort(), data))
                    .isInstanceOf(MistException.class)
                    .hasMessageContaining(data.toString());
            assertThat(first.port()).isPositive();
        }
    }

    @Test
    void retainedMessagesSurviveARestart() {
        try (var broker = new OwnBroker(data)) {
            try (TestClient.V5 publisher = TestClient.v5(broker.port())) {
                publisher.send(Mqtt5Publish.builder()
                        .topic("kept")
                        .payload("value".getBytes(StandardCharsets.UTF_8))
                        .qos(MqttQos.AT_LEAST_ONCE)
                        .retain(true)
                        .build());
            }
            broker.stop();
            broker.restart();

            try (TestClient late = TestClient.v3(broker.port())) {
                Received kept = late.subscribe("kept").next();
                assertThat(kept.text()).isEqualTo("value");
                assertThat(kept.retained()).isTrue();
            }
        }
    }

    @Test
    void onlyTheUserWithThePasswordGetsIn() {
        int port = TestBroker.freePort();
        try (var broker = EmbeddedBroker.start(HOST, port, data, "ada", "secret")) {
            assertThat(broker.host()).isEqualTo(HOST);
            assertThatThrownBy(() -> client(port, "ada", "wrong").connect()).isInstanceOf(Mqtt5ConnAckException.class);
            assertThatThrownBy(() -> client(port, "eve", "secret").connect()).isInstanceOf(Mqtt5ConnAckException.class);

            Mqtt5BlockingClient ada = client(port, "ada", "secret");
            ada.connect();
            ada.publishWith().topic("t").qos(MqttQos.AT_LEAST_ONCE).send();
            ada.disconnect();

            try (var gate = new FakeGate("r", data);
                    var door = new MqttDoor(MqttSettings.of(HOST, port, "mist").withLogin("ada", "secret"), gate)) {
                door.start();
                await().atMost(Duration.ofSeconds(20)).until(door::connected);
            }
        }
    }

    @Test
    void aSubscriberThatStandsStillCostsLittleMemoryAndHoldsUpNobody() throws Exception {
        try (var broker = new OwnBroker(data);
                var stalled = stalledSubscriber(broker.port(), "t");
                TestClient.V5 publisher = TestClient.v5(broker.port())) {
            var taken = new AtomicInteger();
            Mqtt5AsyncClient other = Mqtt5Client.builder()
                    .serverHost(HOST)
                    .serverPort(broker.port())
                    .buildAsync();
            other.connect().join();
            other.subscribeWith()
                    .topicFilter("t")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .callback(message -> taken.incrementAndGet())
                    .send()
                    .join();
            long before = usedMemory();
            byte[] payload = new byte[1 << 20];
            for (int i = 0; i < STALLED_MEBIBYTES; i++) {
                publisher.publish("t", payload);
            }
            await().atMost(Duration.ofSeconds(60)).until(() -> taken.get() == STALLED_MEBIBYTES);

            assertThat(usedMemory() - before).isLessThan((STALLED_MEBIBYTES / 2) * (1L << 20));
            assertThat(stalled.isConnected()).isTrue();
            other.disconnect().join();
        }
    }

    /** Subscribes with QoS 1 and reads nothing but what it must. */
    private static Socket stalledSubscriber(int port, String topic) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(4 << 10);
        socket.connect(new InetSocketAddress(HOST, port));
        byte[] connect = {0x10, 15, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 3, 'o', 'l', 'd'};
        byte[] subscribe = {(byte) 0x82, 6, 0, 1, 0, 1, (byte) topic.charAt(0), 1};
        socket.getOutputStream().write(connect);
        socket.getInputStream().readNBytes(4);
        socket.getOutputStream().write(subscribe);
        socket.getInputStream().readNBytes(5);
        return socket;
    }

    /** The heap, and what Netty has beside it. */
    private static long usedMemory() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory() + PlatformDependent.usedDirectMemory();
    }

    @Test
    void closingLeavesNoThreads() {
        Set<String> before = threads();
        try (var broker = new OwnBroker(data);
                var gate = new FakeGate("r", data);
                var door = new MqttDoor(broker.settings("mist"), gate)) {
            door.start();
            await().atMost(Duration.ofSeconds(20)).until(door::connected);
            assertThat(threads()).contains("mqtt-client", "mqtt-outputs", "mqtt-announcements");
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    }

    @Test
    void auditLoggersAreSilent() {
        EmbeddedBroker.start(HOST, TestBroker.freePort(), data).close();

        assertThat(LogManager.getLogger("org.apache.activemq.audit.base").isFatalEnabled())
                .isFalse();
        assertThat(LogManager.getLogger("org.apache.activemq.artemis.core.server")
                        .isInfoEnabled())
                .isFalse();
    }

    /** The broker's and the door's; the clients of tests have theirs. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("activemq") || name.startsWith("mqtt-"))
                .collect(Collectors.toSet());
    }

    private static Mqtt5BlockingClient client(int port, String user, String password) {
        return Mqtt5Client.builder()
                .serverHost(HOST)
                .serverPort(port)
                .simpleAuth()
                .username(user)
                .password(password.getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildBlocking();
    }
}
