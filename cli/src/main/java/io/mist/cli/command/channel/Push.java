package io.mist.cli.command.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
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
            "Each line is a JSON message. If the input's messages have one required field, a string, any other line becomes"
                    + " that field of a message: 'tail -f app.log | mist push log-alerts/lines'.",
            "After a broken connection it resumes; no line is pushed twice."
        })
public final class Push extends Command {

    /** A line waits this long at most for others to be pushed with it. */
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
            description = "Every line is a text: this field of a message. Default: the one required field.")
    @Nullable
    String text;

    @Option(names = "--json", description = "Every line is a JSON message, even one that looks like text.")
    boolean json;

    private long accepted;
    private long rejected;
    private long nextProgress;

    public Push(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        ChannelName name = ChannelName.parse(channel, "ROUTE/INPUT", "inputs");
        if (json && text != null) {
            throw Failure.usage("--json and --text (expected: one of them)");
        }
        LineForm form = form(session.routes().get(name.route()), name.channel());
        Resource resource = Routes.resource(name.route()).below("inputs", name.channel());
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
                reject(line.number(), "longer than " + LineQueue.MAX_LINE + " bytes (expected: a shorter line)");
            } else if (!form.isEmpty(line)) {
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
            session.screen().progress(accepted + " messages pushed to " + channel + ", the input has ended");
        }
        if (rejected > 0) {
            throw Failure.of(
                    Exit.CALLER,
                    "invalid-messages",
                    rejected + " of " + (accepted + rejected) + " lines were rejected; the others are pushed");
        }
    }
}
