package io.mist.worker.contract.declaration;

import io.mist.worker.signature.ScalaType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import scala.Enumeration;

/**
 * Completes a type of Java's signature with what only Scala's has: {@code Live<Object>} becomes {@code Live<int>} for Scala's
 * {@code Live[Int]}, and the values of an enumeration become those of that enumeration. A part in which the two signatures
 * differ, such as an alias of another file, stays as in Java's.
 */
final class ScalaTypes {

    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "scala.Boolean", boolean.class,
            "scala.Byte", byte.class,
            "scala.Short", short.class,
            "scala.Int", int.class,
            "scala.Long", long.class,
            "scala.Float", float.class,
            "scala.Double", double.class,
            "scala.Char", char.class);

    private ScalaTypes() {}

    /** @param loader of the enumerations in the type */
    static Type of(Type java, ScalaType scala, ClassLoader loader) {
        if (java.equals(Object.class)) {
            return PRIMITIVES.getOrDefault(scala.name(), Object.class);
        }
        if (java.equals(Enumeration.Value.class)) {
            Class<?> enumeration = ScalaEnumeration.find(scala.prefix(), loader);
            return enumeration == null ? java : new ScalaEnumeration(enumeration);
        }
        return java instanceof ParameterizedType generic && isSideBySide(generic, scala)
                ? new Generics.Parameterized(
                        (Class<?>) generic.getRawType(),
                        arguments(generic.getActualTypeArguments(), scala.arguments(), loader))
                : Generics.substitute(java, Map.of());
    }

    /** Compares simple names, since {@code Predef.Map} is an alias of {@code scala.collection.immutable.Map}. */
    private static boolean isSideBySide(ParameterizedType java, ScalaType scala) {
        return ((Class<?>) java.getRawType()).getSimpleName().equals(scala.simpleName())
                && java.getActualTypeArguments().length == scala.arguments().size();
    }

    private static List<Type> arguments(Type[] java, List<ScalaType> scala, ClassLoader loader) {
        return IntStream.range(0, java.length)
                .mapToObj(i -> of(java[i], scala.get(i), loader))
                .toList();
    }
}
