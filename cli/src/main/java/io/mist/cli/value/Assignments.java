package io.mist.cli.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import io.mist.cli.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@code name=value} arguments of a command line. */
public final class Assignments {

    private final Map<String, String> texts;

    private Assignments(Map<String, String> texts) {
        this.texts = texts;
    }

    /**
     * @throws Failure naming every argument that is not of this form, or given twice
     */
    public static Assignments parse(List<String> arguments) {
        Map<String, String> texts = new LinkedHashMap<>();
        List<Failure.Problem> problems = new ArrayList<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals <= 0) {
                problems.add(new Failure.Problem(argument, "no value (expected: name=value)"));
                continue;
            }
            String name = argument.substring(0, equals);
            if (texts.put(name, argument.substring(equals + 1)) != null) {
                problems.add(new Failure.Problem(
                        name, "given twice (expected: once; a list is " + name + "='[\"a\",\"b\"]')"));
            }
        }
        if (!problems.isEmpty()) {
            throw Failure.of(Exit.USAGE, "usage", "the values cannot be read", problems);
        }
        return new Assignments(texts);
    }

    public boolean isEmpty() {
        return texts.isEmpty();
    }

    /**
     * Sets the values in an object. A name that no schema has is sent as JSON if its value is JSON, else as a string: the
     * server rejects it with a better message.
     *
     * @param schemas object schemas, whose properties say what the values are
     * @throws Failure naming every value that does not fit its schema
     */
    public void into(ObjectNode target, Iterable<JsonNode> schemas) {
        List<Failure.Problem> problems = new ArrayList<>();
        texts.forEach((name, text) -> {
            Field field = Field.find(name, schemas);
            if (field == null) {
                target.set(name, Json.parseIfJson(text).orElseGet(() -> TextNode.valueOf(text)));
                return;
            }
            field.convert(text)
                    .ifPresentOrElse(
                            value -> target.set(name, value),
                            () -> problems.add(new Failure.Problem(
                                    name, "\"%s\" (expected: %s)".formatted(text, field.expectation()))));
        });
        if (!problems.isEmpty()) {
            String count = problems.size() == 1 ? "1 value is" : problems.size() + " values are";
            throw Failure.of(Exit.CALLER, "invalid-parameters", count + " not what the contract says", problems);
        }
    }
}
