package io.mist.server.door;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.server.gate.message.Page;
import io.mist.server.gate.message.Reading;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a channel, as an answer in JSON.
 *
 * @param messages in their envelopes
 * @param next the {@code from} of the next page
 * @param gap what retention has removed before the first message; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PageView(
        List<JsonNode> messages, @JsonProperty("next") String next, Page.@Nullable Gap gap) {

    static PageView of(Reading.Lines page) {
        List<JsonNode> messages = new ArrayList<>();
        page.lines().forEach(line -> messages.add(Json.parse(new String(line, StandardCharsets.UTF_8))));
        return new PageView(messages, page.next(), page.gap());
    }
}
