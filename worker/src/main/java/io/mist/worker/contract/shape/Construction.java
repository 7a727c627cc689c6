package io.mist.worker.contract.shape;

import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.UnfitValueException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.jdk.javaapi.OptionConverters;

/** Calls a record's canonical constructor, the author's place for checks: its message reaches the caller. */
public final class Construction {

    /** The words that Scala's {@code require} puts before the author's message. */
    private static final String REQUIREMENT = "requirement failed: ";

    private Construction() {}

    /** The constructor, made accessible; null if there is none. */
    public static @Nullable Constructor<?> find(Class<?> type, Class<?>[] parameters) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            return null; // The caller reports it.
        }
    }

    /** The record; null if its constructor rejects the values. */
    public static @Nullable Object of(Shape shape, @Nullable Object[] values, String path, List<Problem> problems) {
        try {
            return shape.make(values);
        } catch (UnfitValueException e) {
            problems.add(e.at(path));
            return null;
        }
    }

    static Object construct(Constructor<?> constructor, @Nullable Object[] values) {
        try {
            return constructor.newInstance(arguments(constructor, values));
        } catch (InvocationTargetException e) {
            throw new UnfitValueException(refusal(e.getCause()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot call " + constructor + ", which was made accessible", e);
        }
    }

    /** The arguments, in which an absent value is an empty Optional, or in Scala a None. */
    private static @Nullable Object[] arguments(Constructor<?> constructor, @Nullable Object[] values) {
        Class<?>[] parameters = constructor.getParameterTypes();
        @Nullable Object[] arguments = values.clone();
        for (int i = 0; i < arguments.length; i++) {
            if (parameters[i].equals(Option.class) && arguments[i] instanceof Optional<?> optional) {
                arguments[i] = OptionConverters.toScala(optional);
            }
        }
        return arguments;
    }

    /** An error other than a failed assertion passes on: a failure of the machine is no answer to a caller. */
    private static String refusal(@Nullable Throwable cause) {
        if (cause instanceof Error error && !(error instanceof AssertionError)) {
            throw error;
        }
        String message = cause == null ? null : cause.getMessage();
        return message == null || message.isBlank() || message.equals("requirement failed")
                ? "refused by its constructor: " + cause
                : message.startsWith(REQUIREMENT) ? message.substring(REQUIREMENT.length()) : message;
    }
}
