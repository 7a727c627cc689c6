package io.mist.worker.contract.shape;

import java.lang.reflect.Constructor;
import org.jspecify.annotations.Nullable;

/** A record in Java, or a case class in Scala; its constructor checks. */
public record ConstructedShape(Class<?> type, Constructor<?> constructor) implements Shape {

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
