package io.mist.worker.contract.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.Component;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.component.ParameterComponent;
import io.mist.worker.contract.component.Port;
import io.mist.worker.contract.type.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A contract that is known only as a document, such as that of a job in Python: its records are maps, its enums strings. It is
 * serialized as its text. Immutable and safe for any thread.
 */
public final class DocumentContract implements ContractTypes {

    private static final long serialVersionUID = 1L;

    private final String text;
    private transient volatile @Nullable Components components;

    /** The contract and its components, as read from the text. */
    private record Components(Contract contract, Map<String, Component> all) {}

    /** @throws IllegalArgumentException if the contract has a schema that no type has */
    public DocumentContract(Contract contract) {
        this.text = Json.write(contract);
        components();
    }

    @Override
    public ValueType of(String component) {
        return component(component, Component.class).type();
    }

    public Contract protocol() {
        return components().contract;
    }

    public JobKind kind() {
        return protocol().kind();
    }

    public List<LiveComponent> live() {
        return all(LiveComponent.class);
    }

    public List<InputComponent> inputs() {
        return all(InputComponent.class);
    }

    public List<OutputComponent> outputs() {
        return all(OutputComponent.class);
    }

    /** All problems of the live values of a run that their types can find. */
    public List<Problem> checkLive(ObjectNode values) {
        return LiveComponent.check(live(), values);
    }

    private <T extends Component> List<T> all(Class<T> kind) {
        return components().all.values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private <T extends Component> T component(String name, Class<T> kind) {
        Component component = components().all.get(name);
        if (!kind.isInstance(component)) {
            throw new IllegalArgumentException("'" + name + "' is not in the contract of job '"
                    + protocol().job() + "' (there are "
                    + String.join(", ", components().all.keySet()) + ")");
        }
        return kind.cast(component);
    }

    private Components components() {
        Components known = components;
        if (known == null) {
            Contract contract = Json.read(text, Contract.class);
            known = new Components(contract, read(contract));
            components = known;
        }
        return known;
    }

    private static Map<String, Component> read(Contract contract) {
        Map<String, Component> all = new LinkedHashMap<>();
        for (var entry : properties(contract.parameters())) {
            all.put(entry.getKey(), parameter(entry.getKey(), entry.getValue()));
        }
        for (var entry : properties(contract.live())) {
            all.put(entry.getKey(), live(entry.getKey(), entry.getValue()));
        }
        contract.inputs().forEach((name, schema) -> all.put(name, input(name, schema)));
        contract.outputs().forEach((name, schema) -> all.put(name, output(name, schema)));
        return all;
    }

    private static List<Map.Entry<String, JsonNode>> properties(ObjectNode schema) {
        return schema.path("properties") instanceof ObjectNode object
                ? new ArrayList<>(object.properties())
                : List.of();
    }

    private static ParameterComponent parameter(String name, JsonNode schema) {
        return new ParameterComponent(
                name,
                SchemaReader.read(schema, name),
                SchemaReader.isOptional(schema),
                schema.get("default"),
                SchemaReader.text(schema, "description"));
    }

    private static LiveComponent live(String name, JsonNode schema) {
        return new LiveComponent(
                name,
                Port.ofLive(schema),
                SchemaReader.read(schema, name),
                schema.get("default"),
                SchemaReader.text(schema, "description"));
    }

    private static InputComponent input(String name, JsonNode schema) {
        return new InputComponent(name, SchemaReader.read(schema, name), SchemaReader.text(schema, "description"));
    }

    private static OutputComponent output(String name, JsonNode schema) {
        List<String> key = new ArrayList<>();
        schema.path(Contract.KEY).forEach(field -> key.add(field.asText()));
        return new OutputComponent(
                name,
                SchemaReader.read(schema, name),
                key,
                schema.path(Contract.BATCH_ON_CHANGE).asBoolean(),
                SchemaReader.text(schema, "description"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DocumentContract contract && contract.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "contract of " + protocol().job();
    }
}
