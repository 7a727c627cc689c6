package io.mist.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Pushes the lines of chunks to an input, as {@code mist push} does. For one thread. */
final class LinePusher {

    /** The bounds of one push; a chunk may take several. */
    private static final int MAX_LINES = 1_000;

    private static final int MAX_BYTES = 512 << 10;

    private final Api api;
    private final String input;
    private final String name = UUID.randomUUID().toString();
    private long pushes;

    LinePusher(Api api, String input) {
        this.api = api;
        this.input = input;
    }

    void push(Chunk chunk) throws InterruptedException {
        var body = new ByteArrayOutputStream();
        int lines = 0;
        for (String line : chunk.texts()) {
            ObjectNode message = Api.object().put("text", line);
            body.writeBytes((message + "\n").getBytes(StandardCharsets.UTF_8));
            lines++;
            if (lines == MAX_LINES || body.size() >= MAX_BYTES) {
                push(body, lines);
                lines = 0;
            }
        }
        if (lines > 0) {
            push(body, lines);
        }
    }

    private void push(ByteArrayOutputStream body, int lines) throws InterruptedException {
        JsonNode answer = api.postLines(input, body.toByteArray(), name + "-" + pushes++);
        body.reset();
        if (answer.path("accepted").asInt() != lines) {
            throw new DemoFailure("only " + answer.path("accepted") + " of " + lines + " lines were accepted: "
                    + answer.path("rejected").path(0));
        }
    }
}
