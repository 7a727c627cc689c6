package io.mist.cli.command.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.command.Command;
import io.mist.cli.command.LauncherCommand;
import io.mist.cli.command.Session;
import io.mist.cli.json.Json;
import io.mist.cli.screen.Cell;
import io.mist.cli.screen.Screen;
import io.mist.cli.screen.Table;
import io.mist.cli.value.TypeText;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "describe",
        description =
                "Show the contract of a route, or of the jobs in a file: parameters, live parameters, outputs, result.")
public final class Describe extends Command {

    @Parameters(paramLabel = "ROUTE|FILE", description = "A route, or a jar or Python file (without a server).")
    String subject = "";

    public Describe(Session session) {
        super(session);
    }

    @Override
    protected void run() {
        if (subject.contains("/") || subject.matches(".*\\.(jar|py|zip|whl|egg)")) {
            throw LauncherCommand.needsScript("describe FILE");
        }
        JsonNode route = session.routes().get(subject);
        Screen screen = session.screen();
        if (screen.isJson()) {
            screen.json(route);
            return;
        }
        JsonNode contract = route.path("contract");
        Table facts = Table.ofFacts()
                .fact("route", route.path("route").asText())
                .fact("state", Cell.state(route.path("state").asText()))
                .fact("job", job(contract))
                .fact("class", route.path("className").asText())
                .fact("artifact", route.path("artifact").asText())
                .fact("context", route.path("namespace").asText())
                .fact("about", contract.path("description").asText());
        route.path("problems")
                .forEach(p -> facts.fact("problem", p.path("message").asText()));
        screen.table(facts);
        fields(screen, "PARAMETERS", contract.path("parameters"));
        fields(screen, "LIVE PARAMETERS", contract.path("live"));
        contract.path("outputs").properties().forEach(output -> {
            fields(screen, "OUTPUT " + output.getKey(), output.getValue());
        });
        result(screen, contract.path("result"));
    }

    private static String job(JsonNode contract) {
        String kind = contract.path("kind").asText();
        return contract.path("job").asText() + (kind.isEmpty() ? "" : " (" + kind + ")");
    }

    private static void result(Screen screen, JsonNode schema) {
        if (schema.isObject() && !schema.path("type").asText().equals("null")) {
            fields(screen, "RESULT", schema);
        }
    }

    /** The properties of an object one by one, or the type of any other schema. */
    private static void fields(Screen screen, String heading, JsonNode schema) {
        JsonNode properties = schema.path("properties");
        if (!schema.isObject() || (schema.path("type").asText().equals("object") && properties.isEmpty())) {
            return;
        }
        screen.heading(heading);
        Table table = Table.of("NAME", "TYPE", "DEFAULT", "DESCRIPTION");
        if (properties.isEmpty()) {
            screen.table(Table.ofFacts()
                    .row(TypeText.of(schema, schema), schema.path("description").asText()));
            return;
        }
        properties
                .properties()
                .forEach(property -> table.row(
                        property.getKey(),
                        TypeText.of(property.getValue(), schema),
                        standard(property.getKey(), property.getValue(), schema),
                        property.getValue().path("description").asText()));
        screen.table(table);
    }

    private static String standard(String name, JsonNode property, JsonNode schema) {
        if (property.has("default")) {
            return Json.compact(property.path("default"));
        }
        for (JsonNode required : schema.path("required")) {
            if (required.asText().equals(name)) {
                return "(required)";
            }
        }
        return "";
    }
}
