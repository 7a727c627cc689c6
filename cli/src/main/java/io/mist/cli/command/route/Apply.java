package io.mist.cli.command.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.exit.Failure.Problem;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Table;
import io.mist.cli.value.RouteFiles;
import io.mist.cli.wire.Answer;
import io.mist.cli.wire.Resource;
import io.mist.cli.wire.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "apply",
        description = {
            "Deploy the routes in files; print what changes for their clients.",
            "All are checked first: if one is wrong, or breaks its clients, none is deployed."
        })
public final class Apply extends Command {

    /** The server may have to read a contract in a separate process. */
    private static final Duration READING = Duration.ofMinutes(2);

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|DIR",
            required = true,
            arity = "1..*",
            description = "Routes as in router.conf, or in JSON; for a directory all its *.conf and *.json.")
    List<Path> files = List.of();

    @Option(names = "--dry-run", description = "Only print what would change.")
    boolean dryRun;

    @Option(names = "--accept-breaking", description = "Deploy even if clients of the old contract may fail.")
    boolean acceptBreaking;

    private final List<Problem> problems = new ArrayList<>();

    public Apply(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        Map<String, ObjectNode> routes = RouteFiles.read(files);
        Map<String, JsonNode> changes = new LinkedHashMap<>();
        routes.forEach((name, definition) -> attempt(name, () -> changes.put(name, put(name, definition, true))));
        failIfProblems("invalid-routes", "nothing is deployed: the server rejects routes");
        show(changes);
        if (!acceptBreaking) {
            changes.forEach(this::collectBreaking);
            failIfProblems(
                    "breaking-change",
                    "nothing is deployed: clients would break (deploy under another name, or use --accept-breaking)");
        }
        if (!dryRun) {
            changes.forEach((name, change) -> {
                if (!change.path("outcome").asText().equals("unchanged")) {
                    attempt(name, () -> put(name, routes.get(name), false));
                }
            });
            failIfProblems("not-deployed", "some routes are not deployed");
        }
    }

    private JsonNode put(String name, @Nullable ObjectNode definition, boolean tryOnly) {
        Resource resource = Routes.resource(name)
                .with("dry-run", tryOnly ? "true" : null)
                .with("accept-breaking", acceptBreaking ? "true" : null);
        Answer answer = session.server().send("PUT", resource, definition, Map.of(), READING);
        return answer.object();
    }

    /** Collects what is wrong with a route, so that the others are checked too. An unreachable server ends the command. */
    private void attempt(String name, Runnable work) {
        try {
            work.run();
        } catch (Failure e) {
            if (e.exit() == Exit.UNREACHABLE) {
                throw e;
            }
            problems.add(new Problem(name, e.detail()));
            collect(name, e.document().path("problems"));
        }
    }

    private void collect(String name, JsonNode found) {
        found.forEach(problem -> problems.add(
                new Problem(at(name, problem), problem.path("message").asText())));
    }

    private static String at(String name, JsonNode problem) {
        String path = problem.path("path").asText();
        return path.isEmpty() ? name : name + ": " + path;
    }

    private void collectBreaking(String name, JsonNode change) {
        change.path("changes").forEach(difference -> {
            if (difference.path("breaking").asBoolean()) {
                problems.add(new Problem(
                        at(name, difference), difference.path("message").asText()));
            }
        });
        if (!change.path("outcome").asText().equals("new")) {
            collect(name, change.path("problems"));
        }
    }

    private void failIfProblems(String code, String detail) {
        if (!problems.isEmpty()) {
            throw Failure.of(Exit.CALLER, code, detail, problems);
        }
    }

    private void show(Map<String, JsonNode> changes) {
        if (session.screen().isJson()) {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            ArrayNode list = all.putArray("routes");
            changes.values().forEach(list::add);
            session.screen().json(all);
            return;
        }
        Table table = Table.of("ROUTE", "OUTCOME", "BREAKS", "CHANGE");
        changes.forEach((name, change) -> {
            table.row(Cell.of(name), Cell.of(change.path("outcome").asText()), Cell.of(""), Cell.of(""));
            change.path("changes")
                    .forEach(difference -> table.row(
                            Cell.of(""),
                            Cell.of(""),
                            Cell.of(difference.path("breaking").asBoolean() ? "yes" : ""),
                            Cell.of(Problem.of(difference).text())));
            change.path("problems")
                    .forEach(problem -> table.row(
                            Cell.of(""),
                            Cell.of(""),
                            Cell.of(""),
                            Cell.of(Problem.of(problem).text())));
        });
        session.screen().table(table);
    }
}
