package io.mist.cli.command.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.exit.Failure.Problem;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Screen;
import io.mist.cli.screen.Table;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

@CommandLine.Command(name = "show", description = "Show a run.")
public final class Show extends Command {

    @Mixin
    private final RunArgument run = new RunArgument();

    public Show(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        JsonNode view = session.runs().get(run.id(session));
        Screen screen = session.screen();
        if (screen.isJson()) {
            screen.json(view);
            return;
        }
        Table facts = Table.ofFacts()
                .fact("run", view.path("id").asText())
                .fact("route", view.path("route").asText())
                .fact("job", view.path("job").asText())
                .fact("context", view.path("namespace").asText())
                .fact("state", Cell.state(view.path("state").asText()))
                .fact("since", session.ago(view.path("since").asText()))
                .fact("created", created(view))
                .fact("attempt", view.path("attempt").asText())
                .fact("artifact", view.path("artifact").asText())
                .fact("reason", reason(view.path("reason")));
        view.path("reason")
                .path("problems")
                .forEach(p -> facts.fact("", Problem.of(p).text()));
        values(facts, "parameter", view.path("parameters"));
        values(facts, "live", view.path("live").path("values"));
        facts.fact("live version", view.path("live").path("version").asText())
                .fact("result", Json.plain(view.path("result")));
        screen.table(facts);
    }

    private String created(JsonNode view) {
        String by = view.path("startedBy").asText();
        return session.ago(view.path("created").asText()) + (by.isEmpty() ? "" : " by " + by);
    }

    private static String reason(JsonNode reason) {
        if (!reason.isObject()) {
            return "";
        }
        return "%s (%s, %s)"
                .formatted(
                        reason.path("message").asText(),
                        reason.path("kind").asText(),
                        reason.path("code").asText());
    }

    private static void values(Table facts, String kind, JsonNode values) {
        values.properties().forEach(value -> facts.fact(kind + " " + value.getKey(), Json.plain(value.getValue())));
    }
}
