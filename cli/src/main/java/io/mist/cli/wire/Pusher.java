package io.mist.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Failure;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pushes batches of messages, each under a key of its own: when an answer is lost the batch is pushed again, and the server
 * finds it in the log. For one thread.
 */
public final class Pusher {

    private static final String LINES = "application/x-ndjson";

    private final Server server;
    private final Resource input;
    private final String name;
    private final BackOff backOff;
    private long batches;

    /** Told of every line that the server does not take. */
    @FunctionalInterface
    public interface Rejection {
        void rejected(long line, String problem);
    }

    /** @param name another one for every pusher there ever is */
    public Pusher(Server server, Resource input, String name, Consumer<String> notices) {
        this.server = server;
        this.input = input;
        this.name = name;
        this.backOff = new BackOff(notices);
    }

    /**
     * Returns when the messages are durable.
     *
     * @return how many of them are
     */
    public long push(List<Line> messages, Rejection rejection) {
        String key = name + "-" + batches++;
        byte[] body = body(messages);
        while (true) {
            try {
                Answer answer = server.post(input, body, LINES, Map.of("Idempotency-Key", key));
                backOff.reset();
                JsonNode told = answer.object();
                tell(told, messages, rejection);
                return told.path("accepted").asLong();
            } catch (Failure e) {
                if (e.document().path("code").asText().equals("invalid-messages")) {
                    tell(e.document(), messages, rejection);
                    return 0;
                }
                if (!e.mayPass()) {
                    throw e;
                }
                backOff.pause(e);
            }
        }
    }

    private static byte[] body(List<Line> messages) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Line message : messages) {
            body.writeBytes(message.bytes());
            body.write('\n');
        }
        return body.toByteArray();
    }

    /** By the lines they came in, not those of the body. */
    private static void tell(JsonNode answer, List<Line> messages, Rejection rejection) {
        for (JsonNode rejected : answer.path("rejected")) {
            int line = rejected.path("line").asInt();
            StringBuilder problems = new StringBuilder();
            for (JsonNode problem : rejected.path("problems")) {
                String path = problem.path("path").asText();
                problems.append(problems.isEmpty() ? "" : "; ")
                        .append(path.isEmpty() ? "" : path + ": ")
                        .append(problem.path("message").asText());
            }
            if (line >= 1 && line <= messages.size()) {
                rejection.rejected(messages.get(line - 1).number(), problems.toString());
            }
        }
    }
}
