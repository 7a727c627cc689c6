package io.mist.worker.contract.declaration;

import io.mist.worker.signature.ScalaClass;
import io.mist.worker.signature.ScalaSignatures;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Type arguments, resolved through superclasses, interfaces and generic records. */
public final class Generics {

    private Generics() {}

    /** A generic type with its arguments. Unlike the JDK's, it can be constructed and compared. */
    public record Parameterized(Class<?> raw, List<Type> arguments) implements Type {

        @Override
        public String getTypeName() {
            return raw.getTypeName()
                    + arguments.stream().map(Type::getTypeName).collect(Collectors.joining(", ", "<", ">"));
        }

        public Map<TypeVariable<?>, Type> bindings() {
            return bind(raw, arguments);
        }
    }

    /** The type with its variables replaced where they are known. */
    public static Type substitute(Type type, Map<TypeVariable<?>, Type> bindings) {
        if (type instanceof TypeVariable<?> variable) {
            return bindings.getOrDefault(variable, variable);
        }
        if (type instanceof ParameterizedType generic) {
            return new Parameterized(
                    (Class<?>) generic.getRawType(),
                    Arrays.stream(generic.getActualTypeArguments())
                            .map(argument -> substitute(argument, bindings))
                            .toList());
        }
        if (type instanceof Parameterized generic) {
            return new Parameterized(
                    generic.raw(),
                    generic.arguments().stream()
                            .map(argument -> substitute(argument, bindings))
                            .toList());
        }
        return type;
    }

    /** The arguments that a class gives to an interface; empty if it is raw; null if it does not implement it. */
    public static @Nullable List<Type> arguments(Class<?> type, Class<?> wanted) {
        return arguments(type, Map.of(), wanted);
    }

    private static @Nullable List<Type> arguments(Class<?> type, Map<TypeVariable<?>, Type> bindings, Class<?> wanted) {
        return supertypes(type)
                .map(supertype -> argumentsOf(substitute(supertype, bindings), wanted))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static Stream<Type> supertypes(Class<?> type) {
        Stream<Type> superclass = Stream.ofNullable(type.getGenericSuperclass());
        Stream<Type> all = Stream.concat(superclass, Arrays.stream(type.getGenericInterfaces()));
        ScalaClass written = ScalaSignatures.of(type);
        return written == null ? all : all.map(each -> inScala(each, written, type.getClassLoader()));
    }

    private static Type inScala(Type supertype, ScalaClass written, ClassLoader loader) {
        return written.parents().stream()
                .filter(parent -> parent.name().equals(rawName(supertype)))
                .findFirst()
                .map(parent -> ScalaTypes.of(supertype, parent, loader))
                .orElse(supertype);
    }

    private static String rawName(Type supertype) {
        Type raw = supertype instanceof ParameterizedType generic ? generic.getRawType() : supertype;
        return raw.getTypeName().replace('$', '.');
    }

    /** The class of a type with or without arguments; null for any other type. */
    public static @Nullable Class<?> raw(Type type) {
        if (type instanceof Parameterized generic) {
            return generic.raw();
        }
        return type instanceof Class<?> raw ? raw : null;
    }

    /** The arguments that a type gives to a class that it is or extends; empty if it is raw; null if it does not extend it. */
    public static @Nullable List<Type> argumentsOf(Type type, Class<?> wanted) {
        if (type instanceof Parameterized generic) {
            return generic.raw().equals(wanted)
                    ? generic.arguments()
                    : arguments(generic.raw(), generic.bindings(), wanted);
        }
        return type.equals(wanted) ? List.of() : arguments((Class<?>) type, Map.of(), wanted);
    }

    private static Map<TypeVariable<?>, Type> bind(Class<?> raw, List<Type> arguments) {
        TypeVariable<?>[] variables = raw.getTypeParameters();
        Map<TypeVariable<?>, Type> bindings = new HashMap<>();
        for (int i = 0; i < variables.length; i++) {
            bindings.put(variables[i], arguments.get(i));
        }
        return bindings;
    }
}
