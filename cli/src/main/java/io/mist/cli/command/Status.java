package io.mist.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Failure.Problem;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Screen;
import io.mist.cli.screen.Style;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.Resource;
import java.util.stream.Collectors;
import picocli.CommandLine;

@CommandLine.Command(name = "status", description = "Show the state of the server.")
public final class Status extends Command {

    public Status(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        JsonNode status = session.server().get(Resource.of("status")).object();
        Screen screen = session.screen();
        if (screen.isJson()) {
            screen.json(status);
            return;
        }
        JsonNode router = status.path("router");
        Table facts = Table.ofFacts()
                .fact("server", session.server().base().toString())
                .fact("state", Cell.state(status.path("state").asText()))
                .fact("version", status.path("version").asText())
                .fact("started", session.ago(status.path("started").asText()))
                .fact("router", router(router));
        for (JsonNode problem : router.path("problems")) {
            facts.fact("router problem", new Cell(Problem.of(problem).text(), Style.BAD));
        }
        screen.table(facts.fact("mqtt", mqtt(status.path("mqtt"))).fact("runs", runs(status.path("runs"))));
    }

    private String router(JsonNode router) {
        String file = router.path("file").asText();
        return file.isEmpty()
                ? ""
                : file + ", loaded " + session.ago(router.path("loaded").asText());
    }

    private static String mqtt(JsonNode mqtt) {
        if (!mqtt.path("on").asBoolean()) {
            return mqtt.isObject() ? "off" : "";
        }
        return mqtt.path("address").asText() + (mqtt.path("connected").asBoolean() ? ", connected" : ", not connected");
    }

    private static String runs(JsonNode runs) {
        if (!runs.isObject()) {
            return "";
        }
        return runs.isEmpty()
                ? "none"
                : runs.properties().stream()
                        .map(r -> r.getValue().asText() + " " + r.getKey())
                        .collect(Collectors.joining(", "));
    }
}
