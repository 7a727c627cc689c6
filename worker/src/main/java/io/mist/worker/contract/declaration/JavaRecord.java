package io.mist.worker.contract.declaration;

import io.mist.worker.contract.shape.ConstructedShape;
import io.mist.worker.contract.shape.Construction;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;

/** A record in Java. */
final class JavaRecord {

    private JavaRecord() {}

    static DeclaredRecord read(Class<?> type) {
        return new DeclaredRecord(
                Arrays.stream(type.getRecordComponents()).map(JavaRecord::field).toList(),
                new ConstructedShape(type, constructor(type)));
    }

    private static DeclaredField field(RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new DeclaredField(
                component.getName(),
                Generics.substitute(component.getGenericType(), Map.of()),
                component,
                accessor,
                null);
    }

    private static Constructor<?> constructor(Class<?> type) {
        var constructor = Construction.find(
                type,
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
        if (constructor == null) {
            throw new IllegalStateException("the record " + type.getName() + " has no canonical constructor");
        }
        return constructor;
    }
}
