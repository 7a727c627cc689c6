package io.mist.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Screen;
import io.mist.cli.value.Assignments;
import io.mist.cli.value.JsonArgument;
import io.mist.cli.wire.Routes;
import io.mist.cli.wire.Wait;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "job",
        description = {
            "Start a run of a route and print its id, alone on a line.",
            "With --wait print the result instead; then, and with --follow, the exit code tells how the run ended."
        })
final class StartJob extends Command {

    /** The log's end and the run's end are two messages; the second is waited for so long. */
    private static final Wait AFTER_LOG = new Wait(Duration.ofSeconds(30));

    @Option(names = "--route", paramLabel = "ROUTE", required = true, description = "The route, see 'mist ls routes'.")
    String route = "";

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=VALUE",
            description = {
                "A parameter or an initial live value. The contract tells how the value is read:",
                "text as it is, numbers and the like as JSON, a list as JSON or as a,b."
            })
    List<String> assignments = List.of();

    @Option(
            names = "--json",
            paramLabel = "JSON|@FILE|-",
            description = "All parameters as one JSON object; -p wins over it.")
    @Nullable
    String json;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Idempotency key: the same key again returns the first run.")
    @Nullable
    String key;

    @Option(
            names = "--wait",
            arity = "0..1",
            paramLabel = "DURATION",
            converter = WaitOption.Converter.class,
            preprocessor = WaitOption.OnlyAttached.class,
            description = "Wait for the end, at most so long (30s, 5m), and print the result.")
    @Nullable
    Wait wait;

    @Option(
            names = {"-f", "--follow"},
            description = "Follow the log to the end.")
    boolean follow;

    StartJob(Session session) {
        super(session);
    }

    @Override
    void run() {
        if (wait != null && follow) {
            throw Failure.usage("--wait and --follow together (expected: one of them)");
        }
        ObjectNode run = start(parameters());
        String id = run.path("id").asText();
        Screen screen = session.screen();
        if (wait != null) {
            screen.progress("run " + id + " started, waiting for its end (Ctrl-C leaves it running)");
            ObjectNode ended = session.runs().awaitEnd(id, wait, screen::notice);
            RunEnd.mustBeGood(ended);
            screen.json(ended.has("result") ? ended.path("result") : NullNode.getInstance());
            return;
        }
        if (screen.isJson()) {
            screen.json(run);
        } else {
            screen.line(id);
        }
        if (follow && new LogReader(session.server(), screen).follow(id, null)) {
            RunEnd.mustBeGood(session.runs().awaitEnd(id, AFTER_LOG, screen::notice));
        }
    }

    private ObjectNode parameters() {
        Assignments typed = Assignments.parse(assignments);
        ObjectNode parameters = JsonArgument.read(json, session.shell().in());
        if (!typed.isEmpty()) {
            JsonNode contract =
                    session.routes().find(route).orElseGet(Json::object).path("contract");
            typed.into(parameters, List.of(contract.path("parameters"), contract.path("live")));
        }
        return parameters;
    }

    private ObjectNode start(ObjectNode parameters) {
        ObjectNode body = Json.object();
        body.set("parameters", parameters);
        Map<String, @Nullable String> headers = new HashMap<>();
        headers.put("Idempotency-Key", key);
        return session.server()
                .send("POST", Routes.resource(route).below("runs"), body, headers, Duration.ZERO)
                .object();
    }
}
