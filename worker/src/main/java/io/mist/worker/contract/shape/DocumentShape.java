package io.mist.worker.contract.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record that is known only by its schema: a map of the fields that have a value. Nothing is checked. */
public record DocumentShape(String name, List<String> fields) implements Shape {

    /** A record that travels as its one component, and is that value. */
    public record Single(String name) implements Shape {

        public static final FieldAccess ACCESS = holder -> holder;

        @Override
        public String fullName() {
            return name;
        }

        @Override
        public boolean isOneOf(Object value) {
            return true; // The type of the component checks the value.
        }

        @Override
        public Object make(@Nullable Object[] values) {
            return values[0];
        }
    }

    public static FieldAccess access(String field) {
        return holder -> ((Map<?, ?>) holder).get(field);
    }

    @Override
    public String fullName() {
        return name;
    }

    @Override
    public boolean isOneOf(Object value) {
        return value instanceof Map<?, ?> map && fields.containsAll(map.keySet());
    }

    @Override
    public Object make(@Nullable Object[] values) {
        Map<String, Object> made = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            Object value = values[i] instanceof Optional<?> some ? some.orElse(null) : values[i];
            if (value != null) {
                made.put(fields.get(i), value);
            }
        }
        return Collections.unmodifiableMap(made);
    }
}
