package io.mist.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import io.mist.cli.value.LineForm;
import io.mist.cli.wire.Line;
import io.mist.cli.wire.LineQueue;
import io.mist.cli.wire.Pusher;
import io.mist.cli.wire.Resource;
import io.mist.cli.wire.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "push",
        description = {
            "Push the lines of standard input to an input of a route, until they end.",
            "Each line is a JSON message. Where a message is an object with one required field, a string, a line that is no"
                    + " such object becomes one: 'tail -f app.log | mist push log-alerts/lines'.",
            "A broken connection is made again, and no line is taken twice."
        })
final class Push extends Command {

    /** A line is on its way at most so long after it came. */
    private static final long PROMPT_MILLIS = 100;

    private static final int MAX_LINES = 500;
    private static final int MAX_BYTES = 256 << 10;
    private static final long PROGRESS_NANOS = 1_000_000_000L;

    @Parameters(paramLabel = "ROUTE/INPUT", description = "An input of a route, see 'mist describe ROUTE'.")
    String channel = "";

    @Option(
            names = "--text",
            paramLabel = "FIELD",
            arity = "0..1",
            fallbackValue = "",
            description = "Every line is a text: the field of a message. Default: the one that is required.")
    @Nullable
    String text;

    @Option(names = "--json", description = "Every line is a JSON message, whatever it looks like.")
    boolean json;

    private long accepted;
    private long rejected;
    private long nextProgress;

    Push(Session session) {
        super(session);
    }

    @Override
    void run() {
        int slash = channel.indexOf('/');
        if (slash <= 0 || slash == channel.length() - 1) {
            throw Failure.usage("'" + channel + "' (expected: ROUTE/INPUT; 'mist describe ROUTE' lists the inputs)");
        }
        if (json && text != null) {
            throw Failure.usage("--json and --text (expected: one of them)");
        }
        String route = channel.substring(0, slash);
        String input = channel.substring(slash + 1);
        LineForm form = form(session.routes().get(route), input);
        Resource resource = Routes.resource(route).below("inputs", input);
        try (LineQueue lines = LineQueue.of(session.shell().in())) {
            push(
                    lines,
                    form,
                    new Pusher(session.server(), resource, UUID.randomUUID().toString(), session.screen()::notice));
        }
        end();
    }

    private LineForm form(JsonNode route, String input) {
        if (json) {
            return LineForm.json();
        }
        JsonNode schema = route.path("contract").path("inputs").path(input);
        return text == null ? LineForm.bySchema(schema) : LineForm.text(schema, text, input);
    }

    private void push(LineQueue lines, LineForm form, Pusher pusher) {
        List<Line> batch = lines.take(MAX_LINES, MAX_BYTES, PROMPT_MILLIS);
        while (!batch.isEmpty()) {
            push(batch, form, pusher);
            progress();
            batch = lines.take(MAX_LINES, MAX_BYTES, PROMPT_MILLIS);
        }
    }

    private void push(List<Line> batch, LineForm form, Pusher pusher) {
        List<Line> messages = new ArrayList<>();
        for (Line line : batch) {
            if (line.isCut()) {
                reject(
                        line.number(),
                        "longer than " + LineQueue.MAX_LINE + " bytes (expected: a line that is shorter)");
            } else if (!form.isNothing(line)) {
                messages.add(new Line(line.number(), form.message(line), false));
            }
        }
        if (!messages.isEmpty()) {
            accepted += pusher.push(messages, this::reject);
        }
    }

    private void reject(long line, String problem) {
        rejected++;
        session.screen().notice("line " + line + ": " + problem);
    }

    private void progress() {
        long now = System.nanoTime();
        if (now - nextProgress >= 0) {
            session.screen().progress(accepted + " messages pushed to " + channel);
            nextProgress = now + PROGRESS_NANOS;
        }
    }

    private void end() {
        if (session.screen().isJson()) {
            session.screen()
                    .json(Json.object()
                            .put("channel", channel)
                            .put("accepted", accepted)
                            .put("rejected", rejected));
        } else {
            session.screen().progress(accepted + " messages pushed to " + channel + ", which is all");
        }
        if (rejected > 0) {
            throw Failure.of(
                    Exit.CALLER,
                    "invalid-messages",
                    rejected + " of " + (accepted + rejected) + " lines were rejected; the others are pushed");
        }
    }
}
