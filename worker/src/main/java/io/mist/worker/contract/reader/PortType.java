package io.mist.worker.contract.reader;

import io.mist.worker.contract.component.Port;
import io.mist.worker.contract.declaration.Generics;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A component's type that is a port.
 *
 * @param carried the {@code T} of {@code Live<T>}, {@code Input<T>} or {@code Output<T>}; null if the type does not say it
 */
record PortType(Port port, @Nullable Type carried) {

    /** Null if the type is no port. */
    static @Nullable PortType of(Type type) {
        Class<?> raw = Generics.raw(type);
        Port port = raw == null ? null : Port.of(raw);
        return port == null ? null : new PortType(port, carried(type, port));
    }

    private static @Nullable Type carried(Type type, Port port) {
        List<Type> arguments = Generics.argumentsOf(type, port.root());
        return arguments == null || arguments.isEmpty() ? null : arguments.get(0);
    }
}
