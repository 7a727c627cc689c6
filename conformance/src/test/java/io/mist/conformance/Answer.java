package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;

/** An answer of the HTTP door. */
record Answer(int status, HttpHeaders headers, String body) {

    JsonNode json() {
        return Json.read(body);
    }

    Answer mustBe(int expected) {
        if (status != expected) {
            throw new AssertionError("status " + status + " (expected: " + expected + "): " + body);
        }
        return this;
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    String code() {
        return json().path("code").asText();
    }

    /** One line per problem: {@code path: message}. */
    List<String> problems() {
        return problems(json());
    }

    static List<String> problems(JsonNode document) {
        List<String> problems = new ArrayList<>();
        document.path("problems")
                .forEach(p -> problems.add(
                        p.path("path").asText() + ": " + p.path("message").asText()));
        return problems;
    }
}
