package io.mist.server.door.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.door.RequestSize;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.RunView;
import io.mist.server.gate.StartRequest;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Retention;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What the door promises, at any broker. One broker for all tests, a route and topics of its own for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MqttDoorSuite {

    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MANY = 200;
    private static final String VALID = "{\"parameters\": {\"path\": \"/var/log\"}}";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Path directory;
    private TestBroker broker;
    private String route;
    private String clientId;
    private ChannelId alerts;
    private FakeGate gate;

    abstract TestBroker broker(Path directory);

    @BeforeAll
    void startBroker(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        this.directory = directory;
        broker = broker(directory);
    }

    @AfterAll
    void stopBroker() throws Exception {
        broker.close();
    }

    @BeforeEach
    void openGate() {
        route = "route-" + COUNT.incrementAndGet();
        clientId = "mist-" + route;
        alerts = ChannelId.output(route, "alerts");
        gate = new FakeGate(route, directory.resolve(route));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int last = opened.size() - 1; last >= 0; last--) {
            opened.get(last).close();
        }
        opened.clear();
        gate.close();
    }

    // starting

    @Test
    void aRunIsStartedByAnMqtt3Client() {
        door();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/start", "{\"parameters\": {\"path\": \"/var/log\"}, \"id\": \"a\"}");

        JsonNode answer = replies.next().json();
        assertThat(answer.path("id").textValue()).isEqualTo("a");
        assertThat(answer.path("run").path("id").textValue()).isEqualTo("run-1");
        assertThat(answer.path("run").path("since").textValue()).isEqualTo("2026-11-22T12:00:00Z");
        assertThat(gate.starts().get(0).parameters()).isEqualTo(Json.parse("{\"path\": \"/var/log\"}"));
    }

    @Test
    void aRunIsStartedOnTheSubscribeTopicAndAnsweredOnThePublishTopic() {
        door("requests/" + route, "results/" + route);
        TestClient client = v3();
        Inbox results = client.subscribe("results/" + route);

        client.publish(
                "requests/" + route,
                "{\"route\": \"" + route + "\", \"parameters\": {\"path\": \"/\"}, \"externalId\": \"job-7\"}");

        JsonNode answer = results.next().json();
        assertThat(answer.path("externalId").textValue()).isEqualTo("job-7");
        assertThat(answer.path("run").path("state").textValue()).isEqualTo("RUNNING");
    }

    @Test
    void anAnswerGoesToTheResponseTopicWithItsCorrelationData() {
        door();
        TestClient.V5 client = v5();
        Inbox answers = client.subscribe("answers/" + route);

        client.request("mist/" + route + "/start", VALID, "answers/" + route, "c-1");

        Received answer = answers.next();
        assertThat(answer.correlation()).isEqualTo("c-1");
        assertThat(answer.origin()).isEqualTo(clientId);
        assertThat(answer.json().path("run").path("id").textValue()).isEqualTo("run-1");
        assertThat(gate.callers().get(0).text()).isEqualTo("mqtt:ada");
    }

    @Test
    void anAnswerGoesToReplyTo() {
        door("requests/" + route, "results/" + route);
        TestClient client = v3();
        Inbox answers = client.subscribe("answers/#");

        client.publish("mist/" + route + "/start", "{\"parameters\": {}, \"replyTo\": \"answers/" + route + "/a\"}");
        client.publish("requests/" + route, "{\"route\": \"" + route + "\", \"replyTo\": \"answers/" + route + "/b\"}");

        assertThat(List.of(answers.next().topic(), answers.next().topic()))
                .containsExactlyInAnyOrder("answers/" + route + "/a", "answers/" + route + "/b");
    }

    @Test
    void aRepeatedStartWithTheSameIdReturnsTheSameRun() {
        door();
        TestClient client = v5();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/start", "{\"id\": \"once\"}");
        client.publish("mist/" + route + "/start", "{\"id\": \"once\"}");

        assertThat(replies.next().json()).isEqualTo(replies.next().json());
        assertThat(gate.starts()).extracting(StartRequest::key).containsExactly("mqtt:once", "mqtt:once");
        assertThat(gate.runCount()).isOne();
    }

    // refusals

    @Test
    void anUnknownRouteIsRefused() {
        door("requests/" + route, "results/" + route);
        TestClient client = v5();
        Inbox results = client.subscribe("results/" + route);

        client.publish("requests/" + route, "{\"route\": \"nowhere\", \"parameters\": {}, \"externalId\": \"x\"}");

        JsonNode answer = results.next().json();
        assertThat(answer.path("externalId").textValue()).isEqualTo("x");
        assertThat(answer.path("error").path("code").textValue()).isEqualTo("unknown-route");
        assertThat(answer.path("error").path("kind").textValue()).isEqualTo("caller");
        assertThat(answer.path("error").path("detail").textValue()).contains("nowhere");
    }

    @Test
    void malformedJsonIsRefusedWithItsPlace() {
        JsonNode error = refusal("{\"parameters\": {\"path\": }}");

        assertThat(error.path("code").textValue()).isEqualTo("malformed-json");
        assertThat(error.path("detail").textValue()).contains("line 1, column");
    }

    @Test
    void whatIsNoObjectIsRefused() {
        assertThat(refusal("[1, 2]").path("detail").textValue()).contains("array", "expected: an object");
        assertThat(refusal("").path("detail").textValue()).contains("empty");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        door();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/start", new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThat(replies.next().json().path("error").path("detail").textValue())
                .contains("UTF-8");
    }

    @Test
    void surplusParametersAreRefusedWithAllProblems() {
        JsonNode error = refusal("{\"parameters\": {\"paht\": \"/\", \"filter\": 1}}");

        assertThat(error.path("code").textValue()).isEqualTo("invalid-parameters");
        assertThat(error.path("problems").findValuesAsText("path")).containsExactly("paht", "filter");
    }

    @Test
    void everythingThatIsWrongWithARequestIsReportedAtOnce() {
        JsonNode error = refusal("{\"params\": {}, \"parameters\": 5, \"id\": 7, \"replyTo\": \"a/#\"}");

        assertThat(error.path("code").textValue()).isEqualTo("malformed-request");
        assertThat(error.path("problems").findValuesAsText("path"))
                .containsExactlyInAnyOrder("params", "parameters", "id", "replyTo");
        assertThat(gate.starts()).isEmpty();
    }

    @Test
    void anOversizedRequestIsRefused() {
        String path = "x".repeat(RequestSize.MESSAGE);
        JsonNode error = refusal("{\"parameters\": {\"path\": \"" + path + "\"}}");

        assertThat(error.path("code").textValue()).isEqualTo("body-too-large");
        assertThat(error.path("detail").textValue()).contains("at most 1048576");
    }

    @Test
    void refusalsAreCounted() {
        MqttDoor door = door();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/start", "no");
        client.publish("mist/" + route + "/start", VALID);
        replies.next();
        replies.next();

        assertThat(door.counts()).isEqualTo(new MqttCounts(2, 1, 0));
    }

    @Test
    void moreRequestsThanTheDoorHoldsAreRefusedAsBusy() {
        CompletableFuture<Void> stored = gate.holdStarts();
        MqttDoor door = door();
        TestClient.V5 client = v5();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        // More than enough: messages with QoS 0 may be lost on the way.
        for (int i = 0; i < 3 * Requests.MAX_OPEN; i++) {
            client.send(Mqtt5Publish.builder()
                    .topic("mist/" + route + "/start")
                    .payload(("{\"id\": \"r" + i + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .qos(MqttQos.AT_MOST_ONCE)
                    .build());
        }

        JsonNode refused = replies.next().json();
        assertThat(refused.path("id").textValue()).startsWith("r");
        assertThat(refused.path("error").path("code").textValue()).isEqualTo("busy");
        assertThat(refused.path("error").path("kind").textValue()).isEqualTo("resources");
        await().atMost(PATIENCE).until(() -> gate.starts().size() == Requests.MAX_OPEN);
        stored.complete(null);
        await().atMost(PATIENCE).untilAsserted(() -> {
            MqttCounts counts = door.counts();
            long started = counts.received() - counts.rejected();
            assertThat(gate.starts()).hasSize((int) started);
            assertThat(replies.texts())
                    .filteredOn(text -> text.contains("\"run\""))
                    .hasSize((int) started);
        });
    }

    @Test
    void aRequestIsAcknowledgedOnlyWhenItsOutcomeIsKnown() {
        CompletableFuture<Void> never = gate.holdStarts();
        MqttDoor door = door();
        TestClient client = v3();
        client.publish("mist/" + route + "/start", "{\"id\": \"kept\"}");
        await().atMost(PATIENCE).until(() -> gate.starts().size() == 1);
        door.close();
        never.completeExceptionally(new IllegalStateException("the server went away"));

        gate.holdStarts().complete(null);
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        door();

        replies.awaitAny(answer -> answer.json().path("run").path("id").asText().equals("run-1"));
    }

    // live values and cancelling

    @Test
    void liveValuesAreSetOfTheActiveRun() {
        door();
        gate.startDirectly();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish(
                "mist/" + route + "/live/set",
                "{\"values\": {\"filter\": \"notice\"}, \"ifVersion\": 1, \"id\": \"l\"}");

        JsonNode answer = replies.next().json();
        assertThat(answer.path("id").textValue()).isEqualTo("l");
        assertThat(answer.path("live").path("accepted").intValue()).isEqualTo(2);
        assertThat(answer.path("live").path("values").path("filter").textValue())
                .isEqualTo("notice");
    }

    @Test
    void aLiveChangeMayWaitUntilItIsApplied() {
        door();
        RunView run = gate.startDirectly();
        TestClient client = v5();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        Inbox live = client.subscribe("mist/" + route + "/live");

        client.publish(
                "mist/" + route + "/live/set",
                "{\"run\": \"" + run.id() + "\", \"values\": {\"filter\": \"notice\"}, \"wait\": \"applied\"}");
        live.awaitAny(view -> view.json().path("version").intValue() == 2);
        assertThat(replies.all()).isEmpty();
        gate.apply(run.id());

        JsonNode answer = replies.next().json().path("live");
        assertThat(answer.path("accepted").intValue()).isEqualTo(2);
        assertThat(answer.path("applied").path(0).path("epoch").intValue()).isEqualTo(7);
    }

    @Test
    void aWaitThatIsOverIsAnsweredWithWhatIsKnownAndContinuesUnderTheSameKey() {
        door();
        RunView run = gate.startDirectly();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        String change =
                "{\"values\": {\"filter\": \"notice\"}, \"wait\": \"applied\", \"timeout\": \"%s\", \"id\": \"w\"}";

        client.publish("mist/" + route + "/live/set", change.formatted("PT0S"));
        JsonNode known = replies.next().json().path("live");
        client.publish("mist/" + route + "/live/set", change.formatted("PT1M"));
        gate.apply(run.id());
        JsonNode applied = replies.next().json().path("live");

        assertThat(known.path("accepted").intValue()).isEqualTo(2);
        assertThat(known.path("applied")).isEmpty();
        assertThat(applied.path("accepted").intValue()).isEqualTo(2);
        assertThat(applied.path("applied").path(0).path("version").intValue()).isEqualTo(2);
    }

    @Test
    void aRollbackIsAChangeToAnEarlierVersion() {
        door();
        gate.startDirectly();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/live/set", "{\"rollbackTo\": 1}");
        assertThat(replies.next().json().path("live").path("accepted").intValue())
                .isEqualTo(2);
        assertThat(gate.rollbacks()).isOne();

        client.publish("mist/" + route + "/live/set", "{\"rollbackTo\": 1, \"values\": {}, \"timeout\": 3}");
        assertThat(replies.next().json().path("error").path("problems").findValuesAsText("path"))
                .containsExactlyInAnyOrder("rollbackTo", "timeout");
    }

    @Test
    void manyWhoWaitForAnApplicationHoldUpNobody() {
        door();
        RunView run = gate.startDirectly();
        TestClient client = v5();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        for (int i = 0; i < MANY; i++) {
            client.publish(
                    "mist/" + route + "/live/set", "{\"values\": {}, \"wait\": \"applied\", \"id\": \"w" + i + "\"}");
        }

        client.publish("mist/" + route + "/cancel", "{\"id\": \"stop\"}");

        Received first = replies.awaitAny(answer -> answer.text().contains("stop"));
        assertThat(first.json().path("run").path("state").textValue()).isEqualTo("CANCELLED");
        // The end of the run ends the waiting.
        replies.awaitSize(MANY + 1);
        assertThat(gate.run(run.id()).hasEnded()).isTrue();
    }

    @Test
    void aConflictingOrMalformedLiveChangeIsRefused() {
        door();
        gate.startDirectly();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/live/set", "{\"values\": {}, \"ifVersion\": 9}");
        assertThat(replies.next().json().path("error").path("code").textValue()).isEqualTo("version-conflict");

        client.publish("mist/" + route + "/live/set", "{\"ifVersion\": -1, \"wait\": \"soon\"}");
        assertThat(replies.next().json().path("error").path("problems").findValuesAsText("path"))
                .containsExactlyInAnyOrder("values", "ifVersion", "wait");
    }

    @Test
    void theActiveRunOrANamedOneIsCancelled() {
        door();
        gate.startDirectly();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/cancel", "{}");
        assertThat(replies.next().json().path("run").path("state").textValue()).isEqualTo("CANCELLED");

        client.publish("mist/" + route + "/cancel", "{\"run\": \"run-9\", \"id\": \"c\"}");
        JsonNode refused = replies.next().json();
        assertThat(refused.path("id").textValue()).isEqualTo("c");
        assertThat(refused.path("error").path("code").textValue()).isEqualTo("unknown-run");
    }

    @Test
    void aRunOfAnotherRouteIsNotCancelled() {
        door();
        RunView run = gate.startDirectly();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/other-" + route + "/replies");

        client.publish("mist/other-" + route + "/cancel", "{\"run\": \"" + run.id() + "\"}");

        assertThat(replies.next().json().path("error").path("detail").textValue())
                .contains(run.id(), "expected: a run of 'other-" + route + "'");
        assertThat(gate.run(run.id()).hasEnded()).isFalse();
    }

    // inputs

    @Test
    void messagesOfAnInputAreInItsLogInTheirOrder() {
        MqttDoor door = door();
        TestClient client = v3();
        List<String> sent =
                IntStream.range(0, 100).mapToObj(n -> "{\"n\":" + n + "}").toList();

        sent.forEach(line -> client.publish("mist/" + route + "/in/lines", line));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gate.lines()).isEqualTo(sent));
        assertThat(door.counts()).isEqualTo(new MqttCounts(100, 0, 0));
    }

    @Test
    void messagesThatPiledUpWhileTheServerWasAwayAreTakenTogetherAndInOrder() {
        door().close();
        TestClient client = v3();
        List<String> sent =
                IntStream.range(0, 400).mapToObj(n -> "{\"n\":" + n + "}").toList();
        sent.forEach(line -> client.publish("mist/" + route + "/in/lines", line));
        gate.failPushes(List.of(MistException.resources("log-failed", "no space left")));

        door();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gate.lines()).isEqualTo(sent));
        assertThat(gate.pushes()).hasSizeLessThan(200);
    }

    @Test
    void whatCannotBeStoredForAWhileIsNotLost() {
        gate.failPushes(
                List.of(MistException.resources("log-failed", "no space left"), new IllegalStateException("a defect")));
        door();

        v3().publish("mist/" + route + "/in/lines", "{}");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gate.lines()).containsExactly("{}"));
    }

    @Test
    void theSenderOfARejectedMessageCanFindOut() {
        MqttDoor door = door();
        TestClient client = v3();
        Inbox rejected = client.subscribe("mist/" + route + "/in/+/rejected");

        client.publish("mist/" + route + "/in/lines", "no object");
        client.publish("mist/" + route + "/in/nothing", "{}");

        JsonNode ofLines = rejected.awaitAny(message -> message.topic().contains("/lines/"))
                .json();
        JsonNode ofNothing = rejected.awaitAny(message -> message.topic().contains("/nothing/"))
                .json();
        assertThat(ofLines.findValuesAsText("message")).containsExactly("is no object", "no object");
        assertThat(ofNothing.path("error").path("code").textValue()).isEqualTo("unknown-input");
        assertThat(door.counts()).isEqualTo(new MqttCounts(2, 2, 0));
        assertThat(gate.lines()).isEmpty();
    }

    @Test
    void aPushIsAnsweredAtTheResponseTopic() {
        door();
        TestClient.V5 client = v5();
        Inbox answers = client.subscribe("answers/" + route);

        client.request("mist/" + route + "/in/lines", "{}", "answers/" + route, "c-1");
        client.request("mist/" + route + "/in/lines", "[]", "answers/" + route, "c-2");

        Received taken = answers.next();
        Received rejected = answers.next();
        assertThat(taken.correlation()).isEqualTo("c-1");
        assertThat(taken.json().path("push").path("first").intValue()).isZero();
        assertThat(taken.json().path("push").path("accepted").intValue()).isOne();
        assertThat(rejected.correlation()).isEqualTo("c-2");
        assertThat(rejected.json().path("push").path("rejected")).hasSize(1);
    }

    @Test
    void aMessageWithAKeyIsTakenOnce() {
        door();
        TestClient.V5 client = v5();
        Inbox answers = client.subscribe("answers/" + route);
        Mqtt5Publish keyed = input("{\"n\":1}")
                .userProperties()
                .add("mist-key", "k1")
                .applyUserProperties()
                .build();

        client.send(keyed);
        client.send(keyed);

        assertThat(answers.next().json().path("push").path("duplicate").booleanValue())
                .isFalse();
        assertThat(answers.next().json().path("push").path("duplicate").booleanValue())
                .isTrue();
        assertThat(gate.lines()).hasSize(1);
    }

    @Test
    void cloudEventsAreTakenOnceInEveryMode() {
        door();
        TestClient.V5 client = v5();
        Inbox answers = client.subscribe("answers/" + route);
        Mqtt5Publish binary = input("{\"n\":1}")
                .userProperties()
                .add("specversion", "1.0")
                .add("id", "e1")
                .add("source", "/s")
                .add("type", "t")
                .applyUserProperties()
                .build();
        String event = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"n\":%s}}";
        Mqtt5Publish structured = input(event.formatted("e1", "1"))
                .contentType("application/cloudevents+json")
                .build();
        Mqtt5Publish batch = input("[" + event.formatted("e1", "1") + "," + event.formatted("e2", "2") + "]")
                .contentType("application/cloudevents-batch+json")
                .build();

        List.of(binary, structured, batch).forEach(client::send);

        answers.awaitSize(3);
        assertThat(gate.lines()).containsExactly("{\"n\":1}", "{\"n\":2}");
        assertThat(answers.all().get(2).json().path("push").path("accepted").intValue())
                .isEqualTo(2);
    }

    private com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder.Complete input(String payload) {
        return Mqtt5Publish.builder()
                .topic("mist/" + route + "/in/lines")
                .payload(payload.getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .responseTopic("answers/" + route);
    }

    @Test
    void anInputMayHaveATopicOfItsOwn() {
        door();
        TestClient client = v3();
        Inbox rejected = client.subscribe("mist/" + route + "/in/lines/rejected");
        gate.set(input(Optional.of("sensors/" + route)), OutputSettings.NONE);

        await().atMost(PATIENCE).untilAsserted(() -> {
            client.publish("sensors/" + route, "{}");
            assertThat(gate.lines()).isNotEmpty();
        });
        client.publish("mist/" + route + "/in/lines", "{}");

        assertThat(rejected.next().json().path("error").path("detail").textValue())
                .contains("sensors/" + route);
    }

    @Test
    void messagesOfATopicOfItsOwnThatCameWhileTheServerWasAwayAreTaken() {
        gate.set(input(Optional.of("sensors/" + route)), OutputSettings.NONE);
        door();
        TestClient client = v3();
        await().atMost(PATIENCE).untilAsserted(() -> {
            client.publish("sensors/" + route, "{\"n\":0}");
            assertThat(gate.lines()).isNotEmpty();
        });
        closeLast();
        client.publish("sensors/" + route, "{\"n\":1}");

        door();

        await().atMost(PATIENCE).until(() -> gate.lines().contains("{\"n\":1}"));
    }

    @Test
    void messagesArePushedByARequest() {
        door();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        String push = "{\"input\": \"lines\", \"messages\": [{\"n\": 1}, 2], \"id\": \"p\"}";

        client.publish("mist/" + route + "/push", push);
        JsonNode answer = replies.next().json();
        client.publish("mist/" + route + "/push", push);
        JsonNode again = replies.next().json();
        client.publish("mist/" + route + "/push", "{\"messages\": {}}");

        assertThat(answer.path("id").textValue()).isEqualTo("p");
        assertThat(answer.path("push").path("accepted").intValue()).isOne();
        assertThat(answer.path("push").path("rejected").path(0).path("line").intValue())
                .isEqualTo(2);
        assertThat(again.path("push").path("duplicate").booleanValue()).isTrue();
        assertThat(gate.lines()).hasSize(1);
        JsonNode problems = replies.next().json().path("error").path("problems");
        assertThat(problems.findValuesAsText("path")).containsExactlyInAnyOrder("input", "messages");
    }

    @Test
    void whatThereIsIsReadByRequests() {
        door();
        RunView run = gate.startDirectly();
        TestLog.append(gate.channels(), alerts, TestLog.AT, "{\"n\":1}");
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.publish("mist/" + route + "/run", "{\"id\": \"run\", \"wait\": \"PT1S\"}");
        assertThat(answer(replies, "run").at("/run/id").textValue()).isEqualTo(run.id());
        client.publish("mist/" + route + "/live/get", "{\"id\": \"live\"}");
        assertThat(answer(replies, "live").at("/live/version").intValue()).isOne();
        client.publish("mist/" + route + "/live/history", "{\"id\": \"history\", \"limit\": 5}");
        assertThat(answer(replies, "history").at("/history/versions/0/version").intValue())
                .isOne();
        client.publish("mist/" + route + "/live/diff", "{\"id\": \"diff\", \"from\": 1}");
        assertThat(answer(replies, "diff").at("/difference/to").intValue()).isOne();
        client.publish(
                "mist/" + route + "/read", "{\"id\": \"page\", \"output\": \"alerts\", \"envelope\": \"plain\"}");
        assertThat(answer(replies, "page").path("page").toString())
                .isEqualTo("{\"messages\":[{\"n\":1}],\"next\":\"1\"}");
        client.publish("mist/" + route + "/live/get", "{\"id\": \"wrong\", \"values\": {}}");
        assertThat(answer(replies, "wrong").at("/error/problems/0/path").textValue())
                .isEqualTo("values");
    }

    private static JsonNode answer(Inbox replies, String id) {
        JsonNode answer = replies.next().json();
        assertThat(answer.path("id").textValue()).isEqualTo(id);
        return answer;
    }

    @Test
    void ownOutputsAreNoInputs() {
        gate.set(InputSettings.NONE, output("plain", "mist/" + route + "/in/lines"));
        MqttDoor door = door();
        Inbox seen = v3().subscribe("mist/" + route + "/in/lines");

        TestLog.append(gate.channels(), alerts, TestLog.AT, "{\"own\":true}");
        seen.awaitSize(1);
        v3().publish("mist/" + route + "/in/lines", "{}");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(gate.lines()).containsExactly("{}"));
        assertThat(door.counts().received()).isOne();
    }

    // exactly once

    @Test
    void aStartThatWasStoredBeforeTheServerDiedIsNotDoneAgain() {
        MqttDoor first = door();
        TestClient.V5 client = v5();
        Inbox answers = client.subscribe("answers/" + route);
        gate.die();
        client.request("mist/" + route + "/start", VALID, "answers/" + route, "c-1");
        await().atMost(PATIENCE).until(() -> gate.runCount() == 1);
        first.close();
        gate.live();

        door();

        assertThat(answers.next().json().path("run").path("id").textValue()).isEqualTo("run-1");
        client.request("mist/" + route + "/start", VALID, "answers/" + route, "c-2");
        assertThat(answers.next().json().path("run").path("id").textValue()).isEqualTo("run-2");
        assertThat(gate.runCount()).isEqualTo(2);
    }

    @Test
    void aRepeatedLiveChangeIsMadeOnce() {
        door();
        gate.startDirectly();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        String change = "{\"values\": {\"filter\": \"a\"}, \"id\": \"l\"}";

        client.publish("mist/" + route + "/live/set", change);
        client.publish("mist/" + route + "/live/set", change);

        assertThat(replies.next().json().path("live").path("accepted").intValue())
                .isEqualTo(2);
        Received again = replies.next();
        assertThat(again.json().path("live").path("accepted").intValue()).isEqualTo(2);
        assertThat(again.json().path("live").path("version").intValue()).isEqualTo(2);
    }

    @Test
    void manyRequestsThatPiledUpWhileTheServerWasAwayAreAllServed() {
        door().close();
        TestClient client = v5();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        for (int i = 0; i < 2 * Requests.MAX_OPEN; i++) {
            client.publish("mist/" + route + "/start", "{\"id\": \"r" + i + "\"}");
        }

        MqttDoor door = door();

        replies.awaitSize(2 * Requests.MAX_OPEN);
        assertThat(gate.runCount()).isEqualTo(2 * Requests.MAX_OPEN);
        assertThat(door.counts().rejected()).isZero();
    }

    @Test
    void whoIsTooLongIsRefused() {
        door();
        TestClient.V5 client = v5();
        Inbox replies = client.subscribe("mist/" + route + "/replies");

        client.send(Mqtt5Publish.builder()
                .topic("mist/" + route + "/start")
                .payload(VALID.getBytes(StandardCharsets.UTF_8))
                .qos(MqttQos.AT_LEAST_ONCE)
                .userProperties()
                .add("mist-user", "u".repeat(151))
                .applyUserProperties()
                .build());

        JsonNode problems = replies.next().json().path("error").path("problems");
        assertThat(problems.findValuesAsText("path")).containsExactly("mist-user");
        assertThat(gate.starts()).isEmpty();
    }

    // state and outputs

    @Test
    void anOutputMayHaveATopicAndAnEnvelopeOfItsOwn() {
        gate.set(InputSettings.NONE, output("cloudevents-binary", "alarms/" + route));
        door();
        Inbox events = v5().subscribe("alarms/" + route);

        append(0, 2);

        Received first = events.next();
        assertThat(first.text()).isEqualTo("0");
        assertThat(first.contentType()).isEqualTo("application/json");
        assertThat(first.properties())
                .containsEntry("specversion", "1.0")
                .containsEntry("type", "io.mist.output.alerts")
                .containsEntry("mistoffset", "0")
                .containsKeys("id", "source", "time")
                .doesNotContainKey("datacontenttype");
        assertThat(events.next().properties()).containsEntry("mistoffset", "1");
    }

    @Test
    void whatWasPushedIsNotPublished() {
        MqttDoor door = door();
        TestClient client = v3();
        Inbox all = client.subscribe("mist/" + route + "/out/#");
        client.publish("mist/" + route + "/in/lines", "{}");
        await().atMost(PATIENCE).until(() -> gate.lines().size() == 1);

        append(0, 1);

        all.awaitSize(1);
        await().atMost(PATIENCE).until(() -> door.counts().published() == 1);
        assertThat(all.all()).extracting(Received::topic).containsExactly("mist/" + route + "/out/alerts");
    }

    @Test
    void theTopicsOfARemovedRouteRetainNothing() {
        door();
        TestClient client = v3();
        Inbox watched = client.subscribe("mist/" + route + "/#");
        RunView run = gate.startDirectly();
        watched.awaitAny(message -> message.topic().endsWith("/state"));

        gate.removeRoute();
        watched.awaitAny(
                message -> message.topic().endsWith("/state") && message.text().isEmpty());
        gate.cancel(run.id());
        watched.awaitAny(message -> message.text().contains("CANCELLED"));

        TestClient late = v3();
        Inbox retained = late.subscribe("mist/" + route + "/#");
        late.publish("mist/" + route + "/ping", "here");
        assertThat(retained.next().text()).isEqualTo("here");
    }

    private static OutputSettings output(String envelope, String topic) {
        return new OutputSettings(
                Optional.of(envelope),
                Retention.Settings.NONE,
                Optional.of(topic),
                Optional.empty(),
                java.util.Map.of());
    }

    private static InputSettings input(Optional<String> topic) {
        return new InputSettings(OptionalInt.empty(), Retention.Settings.NONE, topic, Optional.empty());
    }

    @Test
    void stateAndLiveValuesReachALateClient() {
        MqttDoor door = door();
        Inbox watched = v5().subscribe("mist/" + route + "/#");
        RunView run = gate.startDirectly();
        gate.apply(run.id());
        watched.awaitAny(message -> message.topic().endsWith("/state"));
        watched.awaitAny(message -> !message.json().path("applied").isEmpty());
        door.close();

        TestClient late = v3();
        Received state = late.subscribe("mist/" + route + "/state").next();
        Received live = late.subscribe("mist/" + route + "/live").next();

        assertThat(state.retained()).isTrue();
        assertThat(state.json().path("state").textValue()).isEqualTo("RUNNING");
        assertThat(live.retained()).isTrue();
        assertThat(live.json().path("applied").path(0).path("version").intValue())
                .isOne();
    }

    @Test
    void liveValuesAreThereFromTheStartAndEachRunHasATopicUntilItEnds() {
        door();
        Inbox ofRun = v3().subscribe("mist/" + route + "/runs/+/live");
        Inbox ofRoute = v3().subscribe("mist/" + route + "/live");
        gate.startDirectly();
        assertThat(ofRun.next().json().path("version").intValue()).isOne();

        v3().publish("mist/" + route + "/cancel", "{}");

        ofRun.awaitAny(message -> message.text().isEmpty());
        ofRoute.awaitAny(message -> message.json().path("state").asText().equals("CANCELLED"));
        Inbox late = v5().subscribe("mist/" + route + "/#");
        late.awaitAny(message -> message.topic().equals("mist/" + route + "/live") && message.retained());
        // The broker sends what it retains at once: after an answer, nothing of it is to come.
        v3().publish("mist/" + route + "/cancel", "{\"id\": \"none\"}");
        late.awaitAny(message -> message.text().contains("none"));
        assertThat(late.all()).noneMatch(message -> message.topic().contains("/runs/"));
    }

    @Test
    void theTopicOfARunThatEndedWhileTheDoorWasClosedIsClearedWhenItOpens() {
        MqttDoor door = door();
        Inbox ofRuns = v3().subscribe("mist/" + route + "/runs/+/live");
        Inbox ofRoute = v3().subscribe("mist/" + route + "/live");
        RunView ended = gate.startDirectly();
        ofRuns.next();
        door.close();
        gate.cancel(ended.id());
        RunView running = gate.startDirectly();

        door();

        ofRuns.awaitAny(message ->
                message.topic().contains(ended.id()) && message.text().isEmpty());
        Received ofRunning = ofRuns.awaitAny(message -> message.topic().contains(running.id()));
        assertThat(ofRunning.json().path("state").textValue()).isEqualTo("RUNNING");
        ofRoute.awaitAny(message -> message.json().path("run").asText().equals(running.id()));
    }

    @Test
    void ofSeveralRunsTheRoutesTopicTellsTheNewest() {
        door();
        TestClient client = v3();
        Inbox ofRoute = client.subscribe("mist/" + route + "/live");
        Inbox ofRuns = client.subscribe("mist/" + route + "/runs/+/live");
        RunView first = gate.startDirectly();
        RunView second = gate.startDirectly();
        ofRoute.awaitAny(message -> message.json().path("run").asText().equals(second.id()));

        client.publish(
                "mist/" + route + "/live/set",
                "{\"run\": \"" + first.id() + "\", \"values\": {\"filter\": \"notice\"}}");

        ofRuns.awaitAny(message -> message.topic().contains(first.id())
                && message.json().path("version").intValue() == 2);
        assertThat(ofRoute.all())
                .noneMatch(message -> message.json().path("version").intValue() == 2);
        client.publish("mist/" + route + "/cancel", "{\"run\": \"" + second.id() + "\"}");
        ofRoute.awaitAny(message -> message.json().path("run").asText().equals(first.id())
                && message.json().path("version").intValue() == 2);
    }

    @Test
    void liveValuesThatAreTooLargeForAMessageAreLeftOut() {
        ObjectNode values = Json.parseObject("{\"filter\": \"" + "x".repeat(1_000) + "\"}");
        var view = new LiveView("r1", route, "RUNNING", 1, values, List.of(), null);

        assertThat(Json.parseObject(new String(LiveTopic.payload(view, 500), StandardCharsets.UTF_8)))
                .isEqualTo(Json.parseObject("{\"run\": \"r1\", \"route\": \"" + route
                        + "\", \"state\": \"RUNNING\", \"version\": 1, \"applied\": [],"
                        + " \"valuesAt\": \"/v1/runs/r1/live\"}"));
        assertThat(LiveTopic.payload(view, 2_000)).hasSizeGreaterThan(1_000);
    }

    @Test
    void aStateThatChangedWhileTheDoorWasClosedIsPublishedWhenItOpens() {
        gate.startDirectly();
        Inbox states = v3().subscribe("mist/" + route + "/state");

        door();

        assertThat(states.next().json().path("id").textValue()).isEqualTo("run-1");
    }

    @Test
    void outputsArriveOnBothTopicsInOrder() {
        TestClient client = v5();
        Inbox events = client.subscribe("mist/" + route + "/out/alerts");
        Inbox plain = client.subscribe("results/" + route);
        append(0, 10);
        MqttDoor door = door(null, "results/" + route);

        append(10, 2_000);

        List<String> all = IntStream.range(0, 2_000).mapToObj(Integer::toString).toList();
        events.awaitSize(2_000);
        plain.awaitSize(2_000);
        assertThat(plain.texts()).isEqualTo(all);
        assertThat(events.all())
                .extracting(event -> event.json().path("mistoffset").textValue())
                .isEqualTo(all);
        assertThat(events.all())
                .extracting(event -> event.json().path("data").asText())
                .isEqualTo(all);
        assertThat(events.all()).allMatch(event -> clientId.equals(event.origin()));
        await().atMost(PATIENCE).until(() -> door.counts().published() == 2_000);
        await().atMost(PATIENCE)
                .until(() -> gate.channels().cursor("mqtt", alerts).orElse(0) == 2_000);
    }

    @Test
    void aDoorThatOpensAgainResumesWhereItWas() {
        MqttDoor first = door();
        TestClient client = v5();
        Inbox events = client.subscribe("mist/" + route + "/out/alerts");
        append(0, 10);
        events.awaitSize(10);
        first.close();
        append(10, 20);

        door();

        events.awaitSize(20);
        assertThat(events.all().stream().map(e -> e.json().path("data").intValue()))
                .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
    }

    @Test
    void whatRetentionHasRemovedIsSkipped() {
        append(0, 7);
        gate.channels().saveCursor("mqtt", alerts, 2);
        TestLog.append(gate.channels(), alerts, TestLog.AT.plus(Duration.ofDays(2)), "7", "8", "9");
        TestClient client = v5();
        Inbox events = client.subscribe("mist/" + route + "/out/alerts");

        door();

        events.awaitSize(3);
        assertThat(events.next().json().path("mistoffset").textValue()).isEqualTo("7");
    }

    // one topic for both ways

    @Test
    void oneTopicMayServeBothWays() {
        String foo = "foo-" + route;
        MqttDoor door = door(foo, foo);
        TestClient client = v3();
        Inbox all = client.subscribe(foo);

        client.publish(foo, "{\"route\": \"" + route + "\", \"parameters\": {\"path\": \"/\"}, \"externalId\": \"1\"}");
        all.awaitAny(message -> message.text().contains("\"run\""));
        append(0, 5);
        all.awaitSize(7);
        // The door handles in order: when this is answered, it has seen all of its own messages.
        client.publish(foo, "{\"hello\": \"is this a request?\"}");
        Received refused = all.awaitAny(message -> message.text().contains("\"code\""));

        assertThat(refused.json().path("error").path("problems").findValuesAsText("path"))
                .containsExactlyInAnyOrder("hello", "route");
        assertThat(all.texts()).containsSubsequence("0", "1", "2", "3", "4");
        assertThat(all.all()).hasSize(9);
        assertThat(gate.starts()).hasSize(1);
        await().atMost(PATIENCE).until(() -> door.counts().equals(new MqttCounts(2, 1, 5)));
    }

    @Test
    void twoServersOnOneTopicDoNotAnswerEachOther() {
        String foo = "foo-" + route;
        MqttDoor one = door(foo, foo);
        var otherGate = new FakeGate(route, directory.resolve("other-" + route));
        opened.add(otherGate);
        var other = new MqttDoor(broker.settings("other-" + clientId).withTopics(foo, foo), otherGate);
        opened.add(other);
        other.start();
        await().atMost(PATIENCE).until(other::connected);
        TestClient client = v3();
        Inbox all = client.subscribe(foo);

        append(0, 3);
        client.publish(foo, "{\"route\": \"" + route + "\", \"id\": \"both\"}");

        all.awaitSize(3 + 1 + 2);
        assertThat(all.texts()).filteredOn(text -> text.contains("\"run\"")).hasSize(2);
        assertThat(one.counts().received()).isOne();
        assertThat(other.counts().received()).isOne();
        assertThat(one.counts().rejected() + other.counts().rejected()).isZero();
    }

    @Test
    void anAnswerThatLostItsMarkOnTheWayIsNotAnswered() {
        String foo = "foo-" + route;
        MqttDoor door = door(foo, foo);
        TestClient client = v3();
        Inbox all = client.subscribe(foo);

        client.publish(foo, "{\"error\": {\"code\": \"unknown-route\"}}");
        client.publish(foo, "{\"route\": \"" + route + "\"}");

        all.awaitAny(message -> message.text().contains("\"run\""));
        assertThat(door.counts().rejected()).isZero();
    }

    // outages

    @Test
    void afterAnOutageOfTheBrokerNothingIsLostAndRequestsAreAnsweredAgain() {
        MqttDoor door = door();
        TestClient.V5 client = v5();
        Inbox events = client.subscribe("mist/" + route + "/out/alerts");
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        append(0, 50);
        events.awaitSize(1);

        broker.stop();
        await().atMost(PATIENCE).until(() -> !door.connected());
        append(50, 100);
        broker.restart();

        await().atMost(PATIENCE).until(door::connected);
        client.publish("mist/" + route + "/start", "{\"id\": \"after\"}");
        assertThat(replies.next().json().path("run").path("id").textValue()).isEqualTo("run-1");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(events.all().stream()
                                .map(e -> e.json().path("data").intValue())
                                .distinct()
                                .sorted())
                        .containsExactlyElementsOf(
                                IntStream.range(0, 100).boxed().toList()));
        await().atMost(PATIENCE)
                .until(() -> gate.channels().cursor("mqtt", alerts).orElse(0) == 100);
    }

    @Test
    void aDoorOpensBeforeItsBroker() {
        broker.stop();
        var door = new MqttDoor(broker.settings(clientId), gate);
        opened.add(door);
        door.start();
        assertThat(door.connected()).isFalse();
        assertThat(door.address()).isEqualTo("127.0.0.1:" + broker.port());

        broker.restart();

        await().atMost(PATIENCE).until(door::connected);
    }

    @Test
    void aDoorClosesWhileItsBrokerIsAway() {
        broker.stop();
        var door = new MqttDoor(broker.settings(clientId), gate);
        door.start();

        org.junit.jupiter.api.Assertions.assertTimeout(Duration.ofSeconds(4), door::close);

        broker.restart();
    }

    @Test
    void aRequestThatCameWhileTheServerWasAwayIsAnsweredLater() {
        door().close();
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        client.publish("mist/" + route + "/start", "{\"id\": \"early\"}");

        door();

        assertThat(replies.next().json().path("id").textValue()).isEqualTo("early");
    }

    private void closeLast() {
        try {
            opened.stream().filter(MqttDoor.class::isInstance).toList().get(0).close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode refusal(String payload) {
        if (opened.isEmpty()) {
            door();
        }
        TestClient client = v3();
        Inbox replies = client.subscribe("mist/" + route + "/replies");
        client.publish("mist/" + route + "/start", payload);
        return replies.next().json().path("error");
    }

    private void append(int from, int to) {
        TestLog.append(gate.channels(), alerts, from, to);
    }

    private MqttDoor door() {
        return door(null, null);
    }

    private MqttDoor door(String subscribeTopic, String publishTopic) {
        var door = new MqttDoor(broker.settings(clientId).withTopics(subscribeTopic, publishTopic), gate);
        opened.add(door);
        door.start();
        await().atMost(PATIENCE).until(door::connected);
        return door;
    }

    private TestClient.V5 v5() {
        TestClient.V5 client = TestClient.v5(broker.port());
        opened.add(client);
        return client;
    }

    private TestClient.V3 v3() {
        TestClient.V3 client = TestClient.v3(broker.port());
        opened.add(client);
        return client;
    }
}
