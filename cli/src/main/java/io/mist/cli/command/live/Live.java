package io.mist.cli.command.live;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.Session;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Screen;
import io.mist.cli.screen.Table;
import io.mist.cli.wire.LiveValues;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@CommandLine.Command(name = "live", description = "Show or change the live parameters of a run.")
public final class Live extends Command {

    @Spec
    private @Nullable CommandSpec spec;

    /** Optional, as a subcommand may come instead. */
    @Parameters(arity = "0..1", paramLabel = LiveTarget.LABEL, description = LiveTarget.DESCRIPTION)
    private @Nullable String target;

    private Live(Session session) {
        super(session);
    }

    /** The command with its subcommands. */
    public static CommandLine tree(Session session) {
        return new CommandLine(new Live(session))
                .addSubcommand(new LiveSet(session))
                .addSubcommand(new LiveWait(session))
                .addSubcommand(new LiveHistory(session))
                .addSubcommand(new LiveDiff(session))
                .addSubcommand(new LiveRollback(session));
    }

    @Override
    protected void run() {
        if (target == null) {
            throw new CommandLine.ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "Missing required parameter: '" + LiveTarget.LABEL + "', or a subcommand");
        }
        show(session, session.live(target).get());
    }

    /** The values, their version, and the queries in which it is in effect. */
    static void show(Session session, JsonNode view) {
        Screen screen = session.screen();
        if (screen.isJson()) {
            screen.json(view);
            return;
        }
        screen.table(Table.ofFacts()
                .fact("run", view.path("run").asText())
                .fact("route", view.path("route").asText())
                .fact("state", view.path("state").asText())
                .fact("version", view.path("version").asText()));
        screen.heading("VALUES");
        Table values = Table.ofFacts();
        view.path("values").properties().forEach(v -> values.row(v.getKey(), Json.plain(v.getValue())));
        screen.table(values);
        screen.heading("IN EFFECT");
        Table applied = Table.of("QUERY", "VERSION", "FROM EPOCH", "SINCE");
        for (JsonNode query : view.path("applied")) {
            applied.row(
                    query.path("query").asText(),
                    query.path("version").asText(),
                    query.path("epoch").asText(),
                    session.ago(query.path("at").asText()));
        }
        screen.table(applied);
    }

    /** The outcome of a change. */
    static void showChange(Session session, JsonNode view, boolean waited) {
        Screen screen = session.screen();
        if (screen.isJson()) {
            screen.json(view);
            return;
        }
        long version = view.path("accepted").asLong();
        if (!waited) {
            screen.line("version " + version + " accepted");
            return;
        }
        if (!LiveValues.isApplied(view, version)) {
            screen.line("version " + version + " accepted; it is in effect from the next micro-batch on");
            return;
        }
        view.path("applied").forEach(query -> screen.line(inEffect(query)));
    }

    /** A batch job has no epochs. */
    private static String inEffect(JsonNode query) {
        long version = query.path("version").asLong();
        return query.has("epoch")
                ? "version %d in effect: query %s from epoch %s on"
                        .formatted(
                                version,
                                query.path("query").asText(),
                                query.path("epoch").asText())
                : "version %d in effect: the job has read it".formatted(version);
    }
}
