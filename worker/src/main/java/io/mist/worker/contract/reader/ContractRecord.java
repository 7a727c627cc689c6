package io.mist.worker.contract.reader;

import io.mist.protocol.Problem;
import io.mist.worker.contract.component.Component;
import io.mist.worker.contract.declaration.DeclaredField;
import io.mist.worker.contract.declaration.DeclaredRecord;
import io.mist.worker.contract.problem.Suggestion;
import io.mist.worker.contract.shape.Shape;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A contract's record, or case class, and its components, in order. */
public record ContractRecord(Class<?> type, Shape shape, List<Component> components) {

    /** Kept with the class, so that an unused class loader can be collected. */
    private static final ClassValue<ContractRecord> KNOWN = new ClassValue<>() {
        @Override
        protected ContractRecord computeValue(Class<?> type) {
            return readOrThrow(type);
        }
    };

    /**
     * @throws IllegalArgumentException if the class is no valid contract
     */
    static ContractRecord of(Class<?> type) {
        return KNOWN.get(type);
    }

    private static ContractRecord readOrThrow(Class<?> type) {
        List<Problem> problems = new ArrayList<>();
        ContractRecord read = read(type, problems);
        if (read == null) {
            throw new IllegalArgumentException(type.getName() + " is no valid contract: "
                    + problems.stream().map(Problem::toString).collect(Collectors.joining("; and ")));
        }
        return read;
    }

    /** The contract; null if there is a problem. */
    public static @Nullable ContractRecord read(Type type, List<Problem> problems) {
        if (!(type instanceof Class<?> record) || record.getTypeParameters().length > 0 || !DeclaredRecord.is(record)) {
            problems.add(new Problem(
                    "",
                    "the contract " + type.getTypeName() + " cannot be read (expected: a record, or in Scala a"
                            + " case class, without type parameters); declare one, such as"
                            + " record Contract(String path) {}"));
            return null;
        }
        int before = problems.size();
        DeclaredRecord declared = DeclaredRecord.of(record, "", problems);
        if (declared == null) {
            return null;
        }
        List<Component> components = new ArrayList<>();
        for (DeclaredField each : declared.fields()) {
            Component component = new ComponentReader(each, problems).read();
            if (component != null) {
                components.add(component);
            }
        }
        return problems.size() > before ? null : new ContractRecord(record, declared.shape(), List.copyOf(components));
    }

    Component component(String name) {
        return components.stream()
                .filter(component -> component.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("component '" + name + "' of " + type.getName()
                        + Suggestion.forName(name, names(Component.class))));
    }

    List<String> names(Class<? extends Component> kind) {
        return all(kind).stream().map(Component::name).toList();
    }

    <T extends Component> List<T> all(Class<T> kind) {
        return components.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
