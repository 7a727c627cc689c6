package io.mist.worker.contract;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** A record in Java; its constructor checks. */
final class JavaRecord implements Shape {

    private final Class<?> type;
    private final Constructor<?> constructor;

    JavaRecord(Class<?> type) {
        this.type = type;
        this.constructor = Construction.canonical(type);
    }

    @Override
    public String name() {
        return type.getSimpleName();
    }

    @Override
    public String fullName() {
        return type.getName();
    }

    @Override
    public boolean isOneOf(Object value) {
        return type.isInstance(value);
    }

    @Override
    public Object make(@Nullable Object[] values) {
        return Construction.construct(constructor, values);
    }
}
