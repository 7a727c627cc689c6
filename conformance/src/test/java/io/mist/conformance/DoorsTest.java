package io.mist.conformance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.server.channel.KafkaBroker;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
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

    /** The doors. */
    enum Kind {
        REST,
        WEBSOCKET,
        EMBEDDED_MQTT,
        KAFKA,
        COMMAND_LINE;

        String route() {
            return "alerts-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether the same job in Python is tried too; a few doors suffice, as doors do not know languages. */
        boolean isForPython() {
            return this == REST || this == EMBEDDED_MQTT;
        }

        List<String> routes() {
            return isForPython() ? List.of(route(), route() + "-python") : List.of(route());
        }
    }

    private static final Path JAR =
            Distribution.freshDirectory("DoorsTest-jobs").resolve("jobs.jar");

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
                mist.context.python.spark-conf { %s }
                """.formatted(MQTT_PORT, kafka.bootstrapServers(), PythonJobs.setting());
    }

    private static String routes() {
        Jobs.jar(JAR, "one", "Polls");
        StringBuilder routes = new StringBuilder();
        for (Kind kind : Kind.values()) {
            routes.append("""
                    %1$s { path = "%2$s", className = "io.mist.examples.LogAlerts", trigger = "100 ms" }
                    %1$s-polling { path = "%3$s", className = "jobs.Polls" }
                    """.formatted(kind.route(), Distribution.examples(), JAR));
            if (kind.isForPython()) {
                routes.append("""
                        %1$s-python { path = "%2$s", className = "log_alerts", namespace = "python", trigger = "100 ms" }
                        %1$s-python-polling { path = "%3$s", className = "polls", namespace = "python" }
                        """.formatted(
                                kind.route(),
                                Distribution.file("examples/python/log_alerts.py"),
                                PythonJobs.file(JAR.resolveSibling("polls.py"), "")));
            }
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
            for (String route : kind.routes()) {
                mist.awaitRoute(route, "ready");
                mist.awaitRoute(route + "-polling", "ready");
            }
            doors.put(kind, open(kind));
        }
    }

    private static Door open(Kind kind) {
        return switch (kind) {
            case REST -> new DoorRest(mist);
            case WEBSOCKET -> new DoorSocket(mist);
            case EMBEDDED_MQTT -> new DoorMqtt(MQTT_PORT, "doors");
            case KAFKA -> new DoorKafka(mist, kafka.bootstrapServers());
            case COMMAND_LINE -> new DoorCli(mist);
        };
    }

    @AfterAll
    static void closeThem() {
        doors.values().forEach(Door::close);
        kafka.close();
    }

    static Stream<Arguments> everyScenarioThroughEveryDoor() {
        return Stream.of(Scenario.values())
                .flatMap(scenario -> Stream.of(Kind.values())
                        .filter(kind -> kind != Kind.COMMAND_LINE || !scenario.hasMessages())
                        .flatMap(kind -> kind.routes().stream().map(route -> Arguments.of(scenario, kind, route))));
    }

    @ParameterizedTest(name = "{0} through {1}: {2}")
    @MethodSource
    void everyScenarioThroughEveryDoor(Scenario scenario, Kind kind, String route) {
        Scenario.Stage stage = new Scenario.Stage(mist, route);
        try {
            scenario.play(stage, doors.get(kind));
        } finally {
            stage.cancelAll();
        }
    }
}
