package io.mist.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/** An answer with a status below 300; any other becomes a {@link Failure}. */
public record Answer(URI address, int status, HttpHeaders headers, String body) {

    /** How many characters of an unexpected answer an error shows. */
    private static final int SHOWN = 200;

    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    public JsonNode json() {
        try {
            return Json.parse(body);
        } catch (Json.MalformedJson e) {
            throw unexpected(e.text()).causedBy(e);
        }
    }

    public ObjectNode object() {
        if (json() instanceof ObjectNode object) {
            return object;
        }
        throw unexpected("no JSON object");
    }

    /** The failure that an answer with an error status means. */
    Failure failure() {
        if (Json.parseIfJson(body).orElse(null) instanceof ObjectNode document && document.has("kind")) {
            return Failure.ofDocument(document.has("status") ? document : document.put("status", status));
        }
        return unexpected("status " + status + " without a problem document");
    }

    private Failure unexpected(String what) {
        String start = body.length() > SHOWN ? body.substring(0, SHOWN) + "…" : body;
        return Failure.of(
                Exit.INTERNAL,
                "unexpected-answer",
                address + " answered " + what + "; is a Mist server there? It said: "
                        + (start.isBlank() ? "nothing" : start.strip()));
    }
}
