package io.mist.worker.contract.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mist.api.BatchOnChange;
import io.mist.api.Default;
import io.mist.api.Key;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.Component;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.component.ParameterComponent;
import io.mist.worker.contract.component.Port;
import io.mist.worker.contract.declaration.DeclaredField;
import io.mist.worker.contract.declaration.DefaultArgument;
import io.mist.worker.contract.problem.Excerpt;
import io.mist.worker.contract.problem.Suggestion;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.type.RecordType;
import io.mist.worker.contract.type.ValueType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.Some;

/** Reads one component of a contract, and reports its problems. */
final class ComponentReader {

    private final DeclaredField component;
    private final String name;
    private final Type type;
    private final List<Problem> problems;

    ComponentReader(DeclaredField component, List<Problem> problems) {
        this.component = component;
        this.name = component.name();
        this.type = component.type();
        this.problems = problems;
    }

    /** The component; null if there is a problem. */
    @Nullable
    Component read() {
        int before = problems.size();
        PortType port = PortType.of(type);
        checkAnnotations(port);
        Component read = port == null ? parameter() : port(port.port(), port.carried());
        return problems.size() > before ? null : read;
    }

    private void checkAnnotations(@Nullable PortType port) {
        boolean isOutput = port != null && port.port() == Port.OUTPUT;
        if (!isOutput && component.has(Key.class)) {
            problem("@Key is for an Output; remove it");
        }
        if (!isOutput && component.has(BatchOnChange.class)) {
            problem("@BatchOnChange is for an Output, whose query runs at a change; move it there");
        }
    }

    private @Nullable Component port(Port port, @Nullable Type carried) {
        String name = port.simpleName();
        if (carried == null) {
            problem(name + " has no type argument; write what it carries, such as " + name + "<String>");
            return null;
        }
        if (component.initial() != null) {
            problem("a default argument for a " + name + ", which only a run can make; remove it"
                    + (port.isLive() ? ", or write @Default(\"…\")" : ""));
        }
        if (port.isLive()) {
            return live(port, carried);
        }
        return port == Port.INPUT ? input(carried) : output(carried);
    }

    private @Nullable Component live(Port port, Type argument) {
        if (isOptional(argument)) {
            problem("Live<" + optionalName(argument) + "> cannot be in a contract; a live parameter always has a"
                    + " value: write Live<T> with a @Default that stands for none, or a List");
            return null;
        }
        ValueType value = valueType(argument);
        return value == null ? null : new LiveComponent(name, port, value, defaultFor(value, true), component.doc());
    }

    private @Nullable Component input(Type argument) {
        ValueType message = message("Input", argument);
        return message == null ? null : new InputComponent(name, message, component.doc());
    }

    private @Nullable Component output(Type argument) {
        ValueType message = message("Output", argument);
        return message == null
                ? null
                : new OutputComponent(name, message, key(message), component.has(BatchOnChange.class), component.doc());
    }

    private @Nullable ValueType message(String channel, Type argument) {
        if (component.has(Default.class)) {
            problem("@Default on an " + channel + "; a channel has no value: remove @Default");
        }
        return new TypeReader(problems).readMessage(argument, name);
    }

    private List<String> key(ValueType message) {
        Key key = component.annotation(Key.class);
        if (key == null) {
            return List.of();
        }
        List<String> fields = message instanceof RecordType record ? record.keyFieldNames() : List.of();
        if (key.value().length == 0) {
            problem("@Key without a field (expected: the names of fields of " + message.name() + ")");
        }
        for (String field : key.value()) {
            if (!fields.contains(field)) {
                problem("@Key(\"" + Excerpt.text(field) + "\") is no field of " + message.name()
                        + " that is always there and holds a single value" + Suggestion.forName(field, fields));
            }
        }
        return List.of(key.value());
    }

    private @Nullable Component parameter() {
        Type inner = TypeReader.optional(type);
        if (inner != null && component.has(Default.class)) {
            problem("@Default on an Optional; a parameter with a default is never missing: remove one of both");
        }
        ValueType value = valueType(inner == null ? type : inner);
        if (value == null) {
            return null;
        }
        if (inner != null) {
            checkNone();
        }
        JsonNode initial = inner == null ? initial(value) : null;
        return new ParameterComponent(name, value, inner != null, initial, component.doc());
    }

    private void checkNone() {
        DefaultArgument argument = component.initial();
        Object value = argument == null ? null : argument.value();
        if (value instanceof Some<?> some) {
            problem("its default argument is " + Excerpt.text(some.toString()) + " (expected: None); a parameter with a"
                    + " default is never missing: write the type without Option");
        }
    }

    private @Nullable JsonNode initial(ValueType value) {
        DefaultArgument argument = component.initial();
        if (argument == null) {
            return defaultFor(value, false);
        }
        if (component.has(Default.class)) {
            problem("@Default beside a default argument; remove one of both");
            return null;
        }
        try {
            return value.toJson(argument.value());
        } catch (UnfitValueException e) {
            problem("its default argument: " + e.at(""));
            return null;
        }
    }

    private @Nullable ValueType valueType(Type of) {
        return new TypeReader(problems).read(of, name);
    }

    private @Nullable JsonNode defaultFor(ValueType value, boolean live) {
        Default annotation = component.annotation(Default.class);
        if (annotation == null) {
            return null;
        }
        String text = annotation.value();
        JsonNode node = parse(text, value);
        List<Problem> found = new ArrayList<>();
        if (live) {
            LiveComponent.read(value, node, "", found);
        } else {
            value.fromJson(node, "", found);
        }
        found.forEach(problem -> problem("@Default(\"" + Excerpt.text(text) + "\"): " + problem));
        return node;
    }

    /** If a string is expected, a text that is no JSON string is the value itself, without quotes. */
    private JsonNode parse(String text, ValueType value) {
        boolean string = value.travelsAsString();
        try {
            JsonNode node = Json.parse(text);
            return string && !node.isTextual() ? TextNode.valueOf(text) : node;
        } catch (MistException e) {
            // No JSON: the message that follows shows it as a text.
            return TextNode.valueOf(text);
        }
    }

    private static boolean isOptional(Type type) {
        return type.equals(Optional.class) || TypeReader.optional(type) != null;
    }

    private static String optionalName(Type type) {
        Type argument = TypeReader.optional(type);
        return argument == null ? "Optional" : "Optional<" + argument.getTypeName() + ">";
    }

    private void problem(String message) {
        problems.add(new Problem(name, message));
    }
}
