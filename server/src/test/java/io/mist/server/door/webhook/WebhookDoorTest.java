package io.mist.server.door.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.door.Doors;
import io.mist.server.door.TestGate;
import io.mist.server.gate.WebhookView;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.OutputSettings;
import io.mist.server.gate.message.Retention;
import io.mist.server.gate.message.Secret;
import io.mist.server.gate.message.WebhookSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WebhookDoorTest {

    @TempDir
    private Path directory;

    private final Receiver receiver = new Receiver();
    private Doors doors;
    private WebhookDoor door;

    @BeforeEach
    void open() {
        doors = Doors.open(
                directory,
                1L << 40,
                (gate, server) ->
                        server.service("/", (context, request) -> com.linecorp.armeria.common.HttpResponse.of(200)));
    }

    @AfterEach
    void close() throws Exception {
        if (door != null) {
            door.close();
        }
        doors.close();
        receiver.close();
    }

    private static WebhookSettings settings(URI url) {
        return new WebhookSettings(url, Optional.empty(), MessageFilter.ALL, "plain", 3, Duration.ofSeconds(1), 1);
    }

    private void start(WebhookSettings settings) {
        doors.gate()
                .outputSettings(new OutputSettings(
                        Optional.empty(),
                        Retention.Settings.NONE,
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("crm", settings)));
        door = new WebhookDoor(doors.gate(), Clock.systemUTC());
        door.start();
        await().until(() -> !webhooks().isEmpty());
    }

    private List<WebhookView> webhooks() {
        return doors.gate().webhooks("log-alerts", "alerts");
    }

    private WebhookView view() {
        return webhooks().get(0);
    }

    private List<JsonNode> deadLetters() {
        return doors.log().read(TestGate.ALERTS.deadLetters("crm"), 0, null, 100).messages().stream()
                .map(message -> Json.parse(new String(message.data(), StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void everyMessageIsPostedInOrder() throws Exception {
        start(settings(receiver.url()));

        doors.append("r1", "1", "2");
        doors.append("r1", "3");

        for (int i = 1; i <= 3; i++) {
            Receiver.Post post = receiver.next();
            assertThat(post.body()).isEqualTo(Integer.toString(i));
            assertThat(post.headers())
                    .containsEntry("content-type", "application/json")
                    .containsKey("mist-id");
        }
        await().until(() -> view().delivered() == 3 && view().lag() == 0);
        assertThat(view().state()).isEqualTo("waiting");
    }

    @Test
    void aRequestIsSignedWithItsTime() throws Exception {
        WebhookSettings plain = settings(receiver.url());
        start(new WebhookSettings(
                plain.url(), Optional.of(new Secret("s3cret")), plain.where(), "cloudevents", 3, plain.timeout(), 1));

        doors.append("r1", "{\"text\":\"ü\"}");

        Receiver.Post post = receiver.next();
        assertThat(post.headers()).containsEntry("content-type", "application/cloudevents+json");
        assertThat(Json.parse(post.body()).at("/data/text").textValue()).isEqualTo("ü");
        String[] parts = post.headers().get("mist-signature").split("[=,]");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(parts[3])
                .isEqualTo(HexFormat.of()
                        .formatHex(mac.doFinal((parts[1] + "." + post.body()).getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void inBinaryModeTheAttributesAreHeaders() throws Exception {
        WebhookSettings plain = settings(receiver.url());
        start(new WebhookSettings(
                plain.url(), Optional.empty(), plain.where(), "cloudevents-binary", 3, plain.timeout(), 1));

        doors.append("r1", "{\"n\":1}");

        Receiver.Post post = receiver.next();
        assertThat(post.body()).isEqualTo("{\"n\":1}");
        assertThat(post.headers())
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-id", "r1/alerts/0/0/0")
                .containsEntry("ce-type", "io.mist.output.alerts");
    }

    @Test
    void whatFailsIsTriedAgainAndTheNextOnesWait() throws Exception {
        receiver.answer(500, Receiver.CLOSE);
        start(settings(receiver.url()));

        doors.append("r1", "1", "2");

        assertThat(receiver.next().headers()).containsEntry("mist-attempt", "1");
        assertThat(receiver.next().headers()).containsEntry("mist-attempt", "2");
        assertThat(receiver.next()).satisfies(post -> {
            assertThat(post.headers()).containsEntry("mist-attempt", "3");
            assertThat(post.body()).isEqualTo("1");
        });
        assertThat(receiver.next().body()).isEqualTo("2");
        await().until(() -> view().delivered() == 2);
        assertThat(view().error()).isNull();
    }

    @Test
    void aReceiverThatHangsIsATimeout() throws Exception {
        receiver.answer(Receiver.HANG);
        start(settings(receiver.url()));

        doors.append("r1", "1");

        receiver.next();
        await().until(() -> view().attempts() == 1);
        assertThat(view().error()).isEqualTo("no answer within PT1S");
        assertThat(receiver.next().body()).isEqualTo("1");
    }

    @Test
    void afterTheLastAttemptAMessageIsADeadLetterAndTheNextGetsItsTurn() throws Exception {
        receiver.answer(500, 503, 302);
        start(settings(receiver.url()));

        doors.append("r1", "1", "2");

        await().until(() -> view().delivered() == 1);
        assertThat(view().deadLetters()).isEqualTo(1);
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.path("reason").textValue()).isEqualTo("status 302 (redirects are not followed)");
            assertThat(letter.path("attempts").intValue()).isEqualTo(3);
            assertThat(letter.at("/message/id").textValue()).isEqualTo("r1/alerts/0/0/0");
            assertThat(letter.at("/message/data").intValue()).isEqualTo(1);
        });
    }

    @Test
    void aRefusalIsADeadLetterAtOnceButTooManyRequestsIsNone() throws Exception {
        receiver.header("retry-after", "1");
        receiver.answer(400, 429);
        start(settings(receiver.url()));

        doors.append("r1", "1", "2");

        assertThat(receiver.next().body()).isEqualTo("1");
        assertThat(receiver.next().body()).isEqualTo("2");
        assertThat(receiver.next().headers()).containsEntry("mist-attempt", "2");
        await().until(() -> view().delivered() == 1);
        assertThat(deadLetters())
                .singleElement()
                .satisfies(
                        letter -> assertThat(letter.path("reason").textValue()).isEqualTo("status 400"));
    }

    @Test
    void onlyWhatTheFilterWantsIsPosted() throws Exception {
        WebhookSettings plain = settings(receiver.url());
        start(new WebhookSettings(
                plain.url(),
                Optional.empty(),
                MessageFilter.parse(List.of("service=db")),
                "plain",
                3,
                plain.timeout(),
                1));

        doors.append("r1", "{\"service\":\"web\"}", "{\"service\":\"db\"}", "{\"service\":\"web\"}");

        assertThat(receiver.next().body()).isEqualTo("{\"service\":\"db\"}");
        await().until(() -> view().next() == 3);
        assertThat(receiver.waiting()).isZero();
    }

    @Test
    void aFilterOfAnUnknownFieldIsReportedAndNothingIsPosted() {
        WebhookSettings plain = settings(receiver.url());
        start(new WebhookSettings(
                plain.url(),
                Optional.empty(),
                MessageFilter.parse(List.of("servic=db")),
                "plain",
                3,
                plain.timeout(),
                1));

        assertThat(view().state()).isEqualTo("broken");
        assertThat(view().error()).contains("no field 'servic'");
    }

    @Test
    void smallBatchesAreOneRequest() throws Exception {
        WebhookSettings plain = settings(receiver.url());
        start(new WebhookSettings(plain.url(), Optional.empty(), plain.where(), "cloudevents", 3, plain.timeout(), 2));

        doors.append("r1", "1", "2", "3");

        Receiver.Post post = receiver.next();
        assertThat(post.headers()).containsEntry("content-type", "application/cloudevents-batch+json");
        assertThat(Json.parse(post.body())).hasSize(2);
        assertThat(Json.parse(receiver.next().body())).hasSize(1);
    }

    @Test
    void anotherServerResumesWhereTheLastOneWas() throws Exception {
        start(settings(receiver.url()));
        doors.append("r1", "1");
        assertThat(receiver.next().body()).isEqualTo("1");
        await().until(() -> view().delivered() == 1);
        door.close();
        doors.append("r1", "2");

        start(settings(receiver.url()));

        assertThat(receiver.next().body()).isEqualTo("2");
    }

    @Test
    void aNewWebhookGetsWhatComesFromNowOn() throws Exception {
        doors.append("r1", "1");
        start(settings(receiver.url()));

        doors.append("r1", "2");

        assertThat(receiver.next().body()).isEqualTo("2");
    }
}
