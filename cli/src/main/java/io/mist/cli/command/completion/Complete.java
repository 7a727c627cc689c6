package io.mist.cli.command.completion;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.exit.Failure;
import io.mist.cli.wire.Resource;
import io.mist.cli.wire.Runs;
import io.mist.cli.wire.Server;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** Called by the completion scripts: it must be quick, and silent about errors. */
@CommandLine.Command(name = "complete", hidden = true, description = "Print names for completion.")
public final class Complete extends Command {

    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int RUNS = 100;

    enum Names {
        routes,
        runs,
        channels,
        inputs
    }

    @Parameters(arity = "1..*", paramLabel = "routes|runs|channels|inputs")
    List<Names> wanted = List.of();

    public Complete(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        try {
            Server server = session.server(CONNECT, PATIENCE);
            wanted.forEach(names -> print(server, names));
        } catch (Failure e) {
            // No candidates: the command itself, once it is typed, reports the problem.
        }
    }

    private void print(Server server, Names names) {
        switch (names) {
            case routes ->
                routes(server).forEach(route -> line(route.path("route").asText()));
            case runs ->
                new Runs(server)
                        .list(null, null, RUNS)
                        .path("runs")
                        .forEach(run -> line(run.path("id").asText()));
            case channels -> channels(server, "outputs");
            case inputs -> channels(server, "inputs");
        }
    }

    private void channels(Server server, String kind) {
        routes(server)
                .forEach(route -> route.path("contract")
                        .path(kind)
                        .fieldNames()
                        .forEachRemaining(channel -> line(route.path("route").asText() + "/" + channel)));
    }

    private static JsonNode routes(Server server) {
        return server.get(Resource.of("routes")).object().path("routes");
    }

    private void line(String name) {
        session.screen().line(name);
    }
}
