package io.mist.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** An answer with a status below 300; any other is a {@link Failure} before it gets here. */
public record Answer(URI address, int status, HttpHeaders headers, String body) {

    /** The first characters of a strange answer that an error shows. */
    private static final int SHOWN = 200;

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    public JsonNode json() {
        try {
            return Json.parse(body);
        } catch (Json.MalformedJson e) {
            throw strange(e.text()).causedBy(e);
        }
    }

    public ObjectNode object() {
        if (json() instanceof ObjectNode object) {
            return object;
        }
        throw strange("no JSON object");
    }

    /** The failure that an answer with an error status means. */
    Failure failure() {
        if (Json.parseIfJson(body).orElse(null) instanceof ObjectNode document && document.has("kind")) {
            return Failure.ofDocument(document.has("status") ? document : document.put("status", status));
        }
        return strange("status " + status + " without a problem document");
    }

    private Failure strange(String what) {
        String start = body.length() > SHOWN ? body.substring(0, SHOWN) + "…" : body;
        return Failure.of(
                Exit.INTERNAL,
                "unexpected-answer",
                address + " answered " + what + "; is a Mist server there? It said: "
                        + (start.isBlank() ? "nothing" : start.strip()));
    }
}
