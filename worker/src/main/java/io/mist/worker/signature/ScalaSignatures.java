package io.mist.worker.signature;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.reflect.ScalaLongSignature;
import scala.reflect.ScalaSignature;
import scala.reflect.internal.pickling.ByteCodecs;

/** Finds what Scala 2's compiler has noted of a class. Safe for any thread; it loads a class at most, and runs none. */
public final class ScalaSignatures {

    /** Kept with the class, so that a class loader that is no longer used can go. */
    private static final ClassValue<Optional<Pickle>> PICKLES = new ClassValue<>() {
        @Override
        protected Optional<Pickle> computeValue(Class<?> type) {
            byte[] bytes = bytes(type);
            return bytes == null
                    ? Optional.empty()
                    : Optional.of(new Pickle(Arrays.copyOf(bytes, ByteCodecs.decode(bytes))));
        }
    };

    private static final ClassValue<Optional<ScalaClass>> CLASSES = new ClassValue<>() {
        @Override
        protected Optional<ScalaClass> computeValue(Class<?> type) {
            return PICKLES.get(outermost(type)).map(pickle -> pickle.find(type.getName()));
        }
    };

    private ScalaSignatures() {}

    /** The class as written in Scala; null if it is not of Scala 2, or stands within a method. */
    public static @Nullable ScalaClass of(Class<?> type) {
        boolean plain = !type.isPrimitive() && !type.isArray();
        return plain ? CLASSES.get(type).orElse(null) : null;
    }

    /** The class whose file has the signature of all that stand in it; that of an object is its companion or mirror. */
    private static Class<?> outermost(Class<?> type) {
        Class<?> outer = type;
        while (outer.getEnclosingClass() != null) {
            outer = outer.getEnclosingClass();
        }
        String name = outer.getName();
        if (!name.endsWith("$")) {
            return outer;
        }
        try {
            return Class.forName(name.substring(0, name.length() - 1), false, outer.getClassLoader());
        } catch (ClassNotFoundException e) {
            return outer; // A class of Java, with such a name.
        }
    }

    private static byte @Nullable [] bytes(Class<?> type) {
        ScalaSignature one = type.getAnnotation(ScalaSignature.class);
        if (one != null) {
            return one.bytes().getBytes(StandardCharsets.UTF_8);
        }
        ScalaLongSignature parts = type.getAnnotation(ScalaLongSignature.class);
        return parts == null ? null : String.join("", parts.bytes()).getBytes(StandardCharsets.UTF_8);
    }
}
