package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker in the server, with clients of both versions of MQTT and with those of Mosquitto. */
final class MqttDoorsTest {

    private static final Path JAR =
            Distribution.freshDirectory("MqttDoorsTest-jobs").resolve("talkative.jar");
    private static final int PORT = SharedServer.MQTT_PORT;

    @RegisterExtension
    static final MistProcess mist = MistProcess.shared(() -> {
        Jobs.jar(JAR, "one", "Talkative");
        return """
                        log-streaming {
                          path = "%1$s", className = "io.mist.examples.StreamingTextSearch", trigger = "200 ms"
                        }
                        talkative { path = "%2$s", className = "jobs.Talkative" }
                        once { path = "%2$s", className = "jobs.Talkative" }
                        """.formatted(Distribution.examples(), JAR);
    });

    /** A server is healthy before its MQTT door is connected, and requests are not kept until it is. */
    @BeforeAll
    static void theDoorIsConnected() {
        await("the door is connected")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mqtt().path("connected").asBoolean());
    }

    private static JsonNode mqtt() {
        return mist.get("/v1/status").json().path("mqtt");
    }

    @ParameterizedTest(name = "MQTT {0}")
    @ValueSource(strings = {"3.1.1", "5"})
    void aStreamIsStartedChangedAndCancelledOverMqttAlone(String version) {
        LogFiles files = new LogFiles(mist.directory(), "logs-" + version);
        try (MqttClients.Client client = MqttClients.connect(version, PORT)) {
            MqttClients.Inbox replies = client.subscribe("answers");
            MqttClients.Inbox out = client.subscribe("mist/log-streaming/out/matches");
            MqttClients.Inbox foo = client.subscribe("foo");
            String reply = ", \"replyTo\": \"answers\"}";

            client.publish(
                    "mist/log-streaming/start",
                    "{\"id\": \"start-" + version + "\", \"parameters\": {\"path\": \"" + files.path()
                            + "\", \"filter\": \"error\"}" + reply);
            String run =
                    replies.answer("start-" + version).path("run").path("id").asText();
            assertThat(run).isNotEmpty();
            files.add("a.log", "error of " + version + "\nnotice of " + version + "\n");
            JsonNode event = out.await("an event", message -> message.payload().contains(run))
                    .json();
            assertThat(event.path("data").path("collection").asText()).isEqualTo("error of " + version);
            JsonNode plain = foo.await(
                            "a plain message", message -> message.payload().contains("error of " + version))
                    .json();
            assertThat(plain).isEqualTo(event.path("data"));

            client.publish(
                    "mist/log-streaming/live/set",
                    "{\"id\": \"live-" + version + "\", \"wait\": \"applied\", \"values\": {\"filter\": \"notice\"}"
                            + reply);
            JsonNode live = replies.answer("live-" + version).path("live");
            assertThat(live.path("version").asInt()).as(live.toString()).isEqualTo(2);
            assertThat(live.path("applied").path(0).path("version").asInt()).isEqualTo(2);
            files.add("b.log", "error of " + version + "\nnew notice of " + version + "\n");
            out.await("an event of the new filter", message -> message.payload().contains("new notice of " + version));

            client.publish("mist/log-streaming/cancel", "{\"id\": \"cancel-" + version + "\"" + reply);
            assertThat(replies.answer("cancel-" + version)
                            .path("run")
                            .path("id")
                            .asText())
                    .isEqualTo(run);
            assertThat(mist.awaitEnd(run).path("state").asText()).isEqualTo("CANCELLED");
            assertThat(out.all().stream().filter(m -> m.payload().contains(run)))
                    .hasSize(2);
            // The embedded broker may miss a retained update for a client that subscribes in the very moment.
            await().atMost(MistProcess.PATIENCE).untilAsserted(() -> assertRetained(run, version));
        }
    }

    /** For late subscribers. */
    private static void assertRetained(String run, String version) {
        try (MqttClients.Client late = MqttClients.connect(version, PORT)) {
            MqttClients.Inbox state = late.subscribe("mist/log-streaming/state");
            MqttClients.Inbox live = late.subscribe("mist/log-streaming/live");
            var last = state.await(
                    "the state",
                    message -> message.json().path("state").asText().equals("CANCELLED"));
            assertThat(last.json().path("id").asText()).isEqualTo(run);
            var values = live.await("the live values", message -> true);
            assertThat(values.retained()).isTrue();
            assertThat(values.json().path("run").asText()).isEqualTo(run);
            assertThat(values.json().path("values").path("filter").asText()).isEqualTo("notice");
            assertThat(values.json().path("version").asInt()).isEqualTo(2);
        }
    }

    @Test
    void theTutorialsTopicTakesRequestsAndNeverMistsOwnOutput() {
        Mosquitto.Subscriber foo = Mosquitto.subscribe(PORT, mist.directory().resolve("foo.txt"), "foo");
        try (foo) {
            Mosquitto.publish(
                    PORT,
                    "foo",
                    "{\"route\": \"talkative\", \"externalId\": \"mine\", \"parameters\": {\"messages\": 3}}");

            await("the answer")
                    .atMost(MistProcess.PATIENCE)
                    .until(() -> foo.payloads().stream()
                            .map(Json::read)
                            .anyMatch(m -> m.path("externalId").asText().equals("mine") && m.has("run")));
            JsonNode run =
                    mist.get("/v1/runs?route=talkative").json().path("runs").path(0);
            mist.awaitEnd(run.path("id").asText());
            assertThat(mist.messages("talkative", "numbers")).hasSize(3);
        }
        assertThat(mist.get("/v1/runs?route=talkative").json().path("runs")).hasSize(1);
    }

    @Test
    void theSameRequestTwiceStartsOneRun() {
        try (MqttClients.V5 client = new MqttClients.V5(PORT)) {
            MqttClients.Inbox responses = client.subscribe("responses");
            String request = "{\"id\": \"once\", \"parameters\": {\"messages\": 1}}";

            client.request("mist/once/start", request, "responses", "first");
            client.request("mist/once/start", request, "responses", "second");

            var first =
                    responses.await("first", message -> message.correlation().equals("first"));
            var second =
                    responses.await("second", message -> message.correlation().equals("second"));
            String run = first.json().path("run").path("id").asText();
            assertThat(second.json().path("run").path("id").asText()).isEqualTo(run);
            assertThat(mist.awaitEnd(run).path("state").asText()).isEqualTo("SUCCEEDED");
            assertThat(mist.get("/v1/runs?route=once").json().path("runs")).hasSize(1);
        }
    }

    @Test
    void theStatusHasTheAddressOfTheBroker() {
        assertThat(mqtt().path("on").asBoolean()).isTrue();
        assertThat(mqtt().path("connected").asBoolean()).isTrue();
        assertThat(mqtt().path("address").asText()).endsWith(":" + PORT);
    }
}
