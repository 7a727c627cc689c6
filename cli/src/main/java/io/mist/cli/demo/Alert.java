package io.mist.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;

/** A message of the output {@code alerts}: which line, under which version of the live values, in which epoch. */
record Alert(String id, long version, long epoch, String text) {

    static Alert ofCloudEvent(JsonNode event) {
        return new Alert(
                event.path("id").asText(),
                event.path("mistlive").asLong(-1),
                event.path("mistepoch").asLong(-1),
                event.path("data").path("text").asText());
    }
}
