package io.mist.cli.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.exit.Failure.Problem;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Pushes batches of messages, each under its own key: when an answer is lost, the batch is pushed again, and the server
 * recognizes it. Confined to one thread.
 */
public final class Pusher {

    private static final String LINES = "application/x-ndjson";

    private final Server server;
    private final Resource input;
    private final String name;
    private final BackOff backOff;
    private long batches;

    /** Gets every line that the server rejects. */
    @FunctionalInterface
    public interface Rejection {
        void rejected(long line, String problem);
    }

    /** @param name unique among all pushers of all times */
    public Pusher(Server server, Resource input, String name, Consumer<String> notices) {
        this.server = server;
        this.input = input;
        this.name = name;
        this.backOff = new BackOff(notices);
    }

    /**
     * Returns when the accepted messages are durable.
     *
     * @return how many were accepted
     */
    public long push(List<Line> messages, Rejection rejection) {
        String key = name + "-" + batches++;
        byte[] body = body(messages);
        while (true) {
            try {
                Answer answer = server.post(input, body, LINES, Map.of("Idempotency-Key", key));
                backOff.reset();
                JsonNode outcome = answer.object();
                report(outcome, messages, rejection);
                return outcome.path("accepted").asLong();
            } catch (Failure e) {
                if (e.document().path("code").asText().equals("invalid-messages")) {
                    report(e.document(), messages, rejection);
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

    /** Reports the lines by their numbers in the input, not in the body. */
    private static void report(JsonNode answer, List<Line> messages, Rejection rejection) {
        for (JsonNode rejected : answer.path("rejected")) {
            int line = rejected.path("line").asInt();
            List<String> problems = new ArrayList<>();
            rejected.path("problems")
                    .forEach(problem -> problems.add(Problem.of(problem).text()));
            if (line >= 1 && line <= messages.size()) {
                rejection.rejected(messages.get(line - 1).number(), String.join("; ", problems));
            }
        }
    }
}
