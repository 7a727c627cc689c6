package io.mist.cli.command.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.JsonOption;
import io.mist.cli.command.KeyOption;
import io.mist.cli.command.Session;
import io.mist.cli.command.WaitOption;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Screen;
import io.mist.cli.value.Assignments;
import io.mist.cli.wire.Routes;
import io.mist.cli.wire.Wait;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "job",
        description = {
            "Start a run of a route and print its id, alone on a line.",
            "With --wait print the result instead. With --wait or --follow the exit code is that of the run's end.",
            "A --key that has been used returns its first run."
        })
final class StartJob extends Command {

    /** The log may end before the run has its final state. */
    private static final Wait AFTER_LOG = new Wait(Duration.ofSeconds(30));

    @Option(names = "--route", paramLabel = "ROUTE", required = true, description = "The route, see 'mist ls routes'.")
    String route = "";

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=VALUE",
            description = {
                "A parameter or an initial live value. The contract decides how the value is read:",
                "text as it is, numbers and the like as JSON, a list as JSON or as a,b."
            })
    List<String> assignments = List.of();

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final KeyOption key = new KeyOption();

    @Mixin
    private final WaitOption wait = new WaitOption();

    @Option(
            names = {"-f", "--follow"},
            description = "Follow the log to the end.")
    boolean follow;

    StartJob(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        if (wait.get().isPresent() && follow) {
            throw Failure.usage("--wait and --follow together (expected: one of them)");
        }
        ObjectNode run = start(parameters());
        String id = run.path("id").asText();
        wait.get().ifPresentOrElse(atMost -> printResult(id, atMost), () -> print(id, run));
    }

    private void printResult(String id, Wait atMost) {
        Screen screen = session.screen();
        screen.progress("run " + id + " started, waiting for its end (Ctrl-C leaves it running)");
        ObjectNode ended = session.runs().awaitEnd(id, atMost, screen::notice);
        RunEnd.requireSuccess(ended);
        screen.json(ended.has("result") ? ended.path("result") : NullNode.getInstance());
    }

    private void print(String id, ObjectNode run) {
        Screen screen = session.screen();
        if (screen.isJson()) {
            screen.json(run);
        } else {
            screen.line(id);
        }
        if (follow && new LogReader(session.server(), screen).follow(id, null)) {
            RunEnd.requireSuccess(session.runs().awaitEnd(id, AFTER_LOG, screen::notice));
        }
    }

    private ObjectNode parameters() {
        Assignments typed = Assignments.parse(assignments);
        ObjectNode parameters = json.read(session.shell().in());
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
        headers.put("Idempotency-Key", key.get());
        return session.server()
                .send("POST", Routes.resource(route).below("runs"), body, headers, Duration.ZERO)
                .object();
    }
}
