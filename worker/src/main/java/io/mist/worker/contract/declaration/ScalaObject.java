package io.mist.worker.contract.declaration;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/** An {@code object} of Scala: a class {@code X$} with its one instance in a static field. */
public final class ScalaObject {

    private static final String INSTANCE = "MODULE$";

    private ScalaObject() {}

    public static boolean is(Class<?> type) {
        return type.getName().endsWith("$") && field(type) != null;
    }

    /**
     * The one instance; the first call initializes it.
     *
     * @throws ExceptionInInitializerError if the object's body throws
     */
    public static Object instance(Class<?> type) {
        Field field = field(type);
        if (field == null) {
            throw new IllegalArgumentException(type.getName() + " is no object of Scala");
        }
        try {
            field.setAccessible(true);
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot read " + field + ", which was made accessible", e);
        }
    }

    /**
     * The class {@code X$} of an object X without a companion class. X is then only the mirror, with static methods that call
     * those of the object. Null for any other class.
     */
    public static @Nullable Class<?> mirrored(Class<?> type) {
        boolean made = type.isInterface() || type.getDeclaredConstructors().length > 0;
        return made ? null : companion(type);
    }

    /** The class {@code X$} beside X; null if there is no such object. Nothing is initialized. */
    static @Nullable Class<?> companion(Class<?> type) {
        Class<?> found = load(type.getName() + "$", type.getClassLoader());
        return found != null && is(found) ? found : null;
    }

    /** @param path with dots only; null if the loader knows no such object. Nothing is initialized. */
    static @Nullable Class<?> named(String path, ClassLoader loader) {
        String name = path;
        while (!name.isEmpty()) {
            Class<?> found = load(name + "$", loader);
            if (found != null && is(found)) {
                return found;
            }
            // The path does not say where the package ends and the objects begin.
            int dot = name.lastIndexOf('.');
            name = dot < 0 ? "" : name.substring(0, dot) + "$" + name.substring(dot + 1);
        }
        return null;
    }

    private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            return null; // The caller reports it.
        }
    }

    private static @Nullable Field field(Class<?> type) {
        try {
            Field field = type.getDeclaredField(INSTANCE);
            return Modifier.isStatic(field.getModifiers()) && field.getType().equals(type) ? field : null;
        } catch (NoSuchFieldException e) {
            return null; // Not an object of Scala.
        }
    }
}
