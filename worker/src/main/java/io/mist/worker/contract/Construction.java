package io.mist.worker.contract;

import io.mist.protocol.Problem;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls a record's canonical constructor, the author's place for checks: its message reaches the caller. */
final class Construction {

    private Construction() {}

    static Constructor<?> canonical(Class<?> type) {
        Class<?>[] parameters = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the record " + type.getName() + " has no canonical constructor", e);
        }
    }

    /** The record; null if its constructor refuses the values. */
    static @Nullable Object of(Shape shape, @Nullable Object[] values, String path, List<Problem> problems) {
        try {
            return shape.make(values);
        } catch (UnfitValueException e) {
            problems.add(e.at(path));
            return null;
        }
    }

    static Object construct(Constructor<?> constructor, @Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new UnfitValueException(refusal(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot call " + constructor + ", which was made accessible", e);
        }
    }

    /** Errors go on, but for failed assertions: the machine's trouble is no answer to a caller. */
    private static String refusal(@Nullable Throwable cause) {
        if (cause instanceof Error error && !(error instanceof AssertionError)) {
            throw error;
        }
        String message = cause == null ? null : cause.getMessage();
        return message == null || message.isBlank() ? "refused by its constructor: " + cause : message;
    }
}
