package io.mist.conformance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.server.channel.KafkaBroker;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every scenario through every door, at one server with all its doors open. */
final class DoorsTest {

    /** The ways in and out. */
    enum Kind {
        REST,
        WEBSOCKET,
        EMBEDDED_MQTT,
        KAFKA;

        String route() {
            return "alerts-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final int MQTT_PORT = Distribution.freePort();

    private static KafkaBroker kafka;

    @RegisterExtension
    static final MistProcess mist = MistProcess.with(DoorsTest::settings, DoorsTest::routes);

    private static final Map<Kind, Door> doors = new EnumMap<>(Kind.class);

    private static String settings() {
        kafka = KafkaBroker.start(Distribution.freshDirectory("DoorsTest-kafka"));
        return """
                mist.mqtt { on = true, embedded = true, port = %d }
                mist.kafka { on = true, bootstrap-servers = "%s" }
                """.formatted(MQTT_PORT, kafka.bootstrapServers());
    }

    private static String routes() {
        StringBuilder routes = new StringBuilder();
        for (Kind kind : Kind.values()) {
            routes.append("""
                    %s { path = "%s", className = "io.mist.examples.LogAlerts", trigger = "100 ms" }
                    """.formatted(kind.route(), Distribution.examples()));
        }
        return routes.toString();
    }

    @BeforeAll
    static void openTheDoors() {
        await("the doors are connected").atMost(MistProcess.PATIENCE).until(() -> {
            JsonNode status = mist.get("/v1/status").json();
            return status.path("mqtt").path("connected").asBoolean()
                    && status.path("kafka").path("connected").asBoolean();
        });
        for (Kind kind : Kind.values()) {
            mist.awaitRoute(kind.route(), "ready");
            doors.put(kind, open(kind));
        }
    }

    private static Door open(Kind kind) {
        return switch (kind) {
            case REST -> new DoorRest(mist);
            case WEBSOCKET -> new DoorSocket(mist);
            case EMBEDDED_MQTT -> new DoorMqtt(MQTT_PORT, "doors");
            case KAFKA -> new DoorKafka(mist, kafka.bootstrapServers());
        };
    }

    @AfterAll
    static void closeThem() {
        doors.values().forEach(Door::close);
        kafka.close();
    }

    static Stream<Arguments> everyScenarioThroughEveryDoor() {
        return Stream.of(Scenario.values())
                .flatMap(scenario -> Stream.of(Kind.values()).map(kind -> Arguments.of(scenario, kind)));
    }

    @ParameterizedTest(name = "{0} through {1}")
    @MethodSource
    void everyScenarioThroughEveryDoor(Scenario scenario, Kind kind) {
        Scenario.Stage stage = new Scenario.Stage(mist, kind.route());
        try {
            scenario.play(stage, doors.get(kind));
        } finally {
            stage.cancelAll();
        }
    }
}
