package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in Scala have everything that those in Java have. */
final class ScalaJobsTest {

    private static final Path JAR = Distribution.file("examples/mist-examples-scala.jar");

    @RegisterExtension
    static final MistProcess mist = MistProcess.shared(ScalaJobsTest::routes);

    private static String routes() {
        return """
                alerts-rest { path = "%1$s", className = "io.mist.examples.LogAlerts", trigger = "100 ms" }
                alerts-embedded-mqtt { path = "%1$s", className = "io.mist.examples.LogAlerts", trigger = "100 ms" }
                killed { path = "%1$s", className = "io.mist.examples.LogAlerts", trigger = "200 ms", namespace = "killed",
                         restart { max-restarts = 5, backoff = 300 ms } }
                noisy { path = "%1$s", className = "io.mist.examples.NoisyServices$", trigger = "100 ms" }
                counted-words { path = "%1$s", className = "io.mist.examples.WordCount" }
                """.formatted(JAR);
    }

    static Stream<Arguments> scenarios() {
        return Stream.of(Scenario.values())
                // Its job is in Java.
                .filter(scenario -> scenario != Scenario.LIVE_BATCH)
                .flatMap(scenario ->
                        Stream.of("alerts-rest", "alerts-embedded-mqtt").map(route -> Arguments.of(scenario, route)));
    }

    @ParameterizedTest(name = "{0} through {1}")
    @MethodSource("scenarios")
    void everyScenarioThroughADoor(Scenario scenario, String route) {
        mist.awaitRoute(route, "ready");
        Scenario.Stage stage = new Scenario.Stage(mist, route);
        try (Door door =
                route.equals("alerts-rest") ? new DoorRest(mist) : new DoorMqtt(SharedServer.MQTT_PORT, "scala")) {
            scenario.play(stage, door);
        } finally {
            stage.cancelAll();
        }
    }

    @Test
    void anObjectsLiveIntIsChangedAndReadOnTheDriverAndInTasks() {
        String run = mist.startRunning("noisy", Map.of("atLeast", 1));
        pushNoise("mail");
        awaitNoisy("{\"service\":\"mail\",\"lines\":1}");

        mist.patch("/v1/runs/" + run + "/live?wait=applied", "{\"ignored\": [\"mail\"]}")
                .mustBe(200);
        pushNoise("mail");
        pushNoise("web");
        awaitNoisy("{\"service\":\"mail\",\"lines\":1}", "{\"service\":\"web\",\"lines\":1}");

        Answer rejected = mist.patch("/v1/runs/" + run + "/live", "{\"atLeast\": \"1\"}");
        assertThat(rejected.mustBe(422).problems())
                .containsExactly("atLeast: \"1\" (expected: an integer, -2147483648 to 2147483647)");
        mist.cancel(run);
    }

    private static void pushNoise(String service) {
        mist.post("/v1/routes/noisy/inputs/lines", "{\"service\": \"" + service + "\"}")
                .mustBe(202);
    }

    private static void awaitNoisy(String... messages) {
        await("the noisy services")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(mist.messages("noisy", "noisy"))
                        .extracting(message -> message.path("data").toString())
                        .containsExactly(messages));
    }

    @Test
    void aBatchJobAnswersCaseClassesAndItsRequirementsReachTheCaller() throws IOException {
        mist.awaitRoute("counted-words", "ready");
        Path file = Files.writeString(mist.directory().resolve("words.txt"), "to be or not to be\n");

        JsonNode ended = mist.awaitEnd(mist.start("counted-words", Map.of("path", file.toString(), "most", 2)));
        assertThat(ended.path("result").toString())
                .isEqualTo("[{\"word\":\"be\",\"count\":2},{\"word\":\"to\",\"count\":2}]");

        JsonNode failed = mist.awaitEnd(mist.start("counted-words", Map.of("path", file.toString(), "most", 0)));
        assertThat(failed.path("reason").path("code").asText()).isEqualTo("invalid-parameters");
        assertThat(failed.path("reason").toString()).contains("most: 0 (expected: at least 1)");
    }

    @Test
    void aKilledWorkerPublishesEveryAlertOnce() {
        String run = mist.startRunning("killed", Map.of());
        long pid = mist.worker("killed").path("pid").asLong();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            mist.post("/v1/routes/killed/inputs/lines", "{\"text\":\"error " + i + "\"}")
                    .mustBe(202);
            expected.add("error " + i);
            if (i == 30) {
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            }
        }
        await("the alerts of all lines")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(mist.messages("killed", "alerts"))
                        .extracting(message -> message.path("data").path("text").asText())
                        .containsExactlyElementsOf(expected));
        assertThat(mist.run(run).path("attempt").asInt()).isGreaterThan(1);
        mist.cancel(run);
    }
}
