package io.mist.server.gate.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CloudEventsTest {

    private static final ChannelId CHANNEL = ChannelId.output("log-alerts", "alerts");
    private static final Instant AT = Instant.parse("2026-11-22T12:00:09.125Z");

    @Test
    void anEventHasTheAttributesOfTheHttpDoorsDocument() {
        JsonNode event = encode(CHANNEL, message(7L, "{\"text\":\"disk full\"}"));

        assertThat(event).isEqualTo(Json.parse("""
                {"specversion": "1.0", "id": "r1/alerts/7/0/0", "source": "/v1/routes/log-alerts/runs/r1",
                 "type": "io.mist.output.alerts", "time": "2026-11-22T12:00:09.125Z",
                 "datacontenttype": "application/json", "mistoffset": "42", "mistepoch": "7", "mistlive": "2",
                 "data": {"text": "disk full"}}
                """));
    }

    @Test
    void aMessageSentOutsideAQueryHasNoEpoch() {
        assertThat(encode(CHANNEL, message(null, "1")).has("mistepoch")).isFalse();
    }

    @Test
    void thePayloadsBytesAreTakenAsTheyAre() {
        String payload = "{ \"a\":1.10,  \"b\":1E400, \"c\":\"\\u00fc ü\" }";

        String text = new String(CloudEvents.encode(CHANNEL, message(7L, payload)), StandardCharsets.UTF_8);

        assertThat(text).endsWith(",\"data\":" + payload + "}");
    }

    @Test
    void namesAreEscapedForJsonAndForUris() {
        JsonNode event = encode(ChannelId.output("a \"b\"", "ü\"x"), message(7L, "null"));

        assertThat(event.path("source").textValue()).isEqualTo("/v1/routes/a%20%22b%22/runs/r1");
        assertThat(event.path("type").textValue()).isEqualTo("io.mist.output.ü\"x");
    }

    @Test
    void aMessageInAnInputComesFromItAndHasNoLiveVersion() {
        JsonNode event = encode(ChannelId.input("log-alerts", "lines"), message(null, "1"));

        assertThat(event.path("source").textValue()).isEqualTo("/v1/routes/log-alerts/inputs/lines");
        assertThat(event.path("type").textValue()).isEqualTo("io.mist.input.lines");
        assertThat(event.has("mistlive")).isFalse();
    }

    private static JsonNode encode(ChannelId channel, Message message) {
        return Json.parse(new String(CloudEvents.encode(channel, message), StandardCharsets.UTF_8));
    }

    private static Message message(Long epoch, String data) {
        return new Message(42, "r1/alerts/7/0/0", "r1", epoch, 2, AT, null, data.getBytes(StandardCharsets.UTF_8));
    }
}
