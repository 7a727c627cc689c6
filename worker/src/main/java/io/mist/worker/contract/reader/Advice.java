package io.mist.worker.contract.reader;

import io.mist.worker.contract.component.Port;
import io.mist.worker.contract.declaration.Generics;
import io.mist.worker.signature.ScalaSignatures;
import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;

/** Advice on what to use instead of a type that a contract may not hold. */
final class Advice {

    private static final Map<String, String> BY_NAME = Map.ofEntries(
            Map.entry("char", "use String"),
            Map.entry("java.lang.Character", "use String"),
            Map.entry("java.util.Date", "use java.time.Instant"),
            Map.entry("java.util.Calendar", "use java.time.Instant"),
            Map.entry("java.sql.Timestamp", "use java.time.Instant"),
            Map.entry("java.time.LocalDateTime", "use java.time.Instant"),
            Map.entry("java.time.OffsetDateTime", "use java.time.Instant"),
            Map.entry("java.time.ZonedDateTime", "use java.time.Instant"),
            Map.entry("java.sql.Date", "use java.time.LocalDate"),
            Map.entry("java.time.Period", "use java.time.Duration"),
            Map.entry("java.math.BigInteger", "use long or java.math.BigDecimal"),
            Map.entry("java.lang.Number", "use int, long, double or java.math.BigDecimal"),
            Map.entry("java.util.OptionalInt", "use Optional<Integer>"),
            Map.entry("java.util.OptionalLong", "use Optional<Long>"),
            Map.entry("java.util.OptionalDouble", "use Optional<Double>"),
            Map.entry("java.util.UUID", "use String, or a record with one String that checks it"),
            Map.entry("scala.math.BigInt", "use Long or BigDecimal"),
            Map.entry("scala.concurrent.duration.Duration", "use java.time.Duration"),
            Map.entry("scala.concurrent.duration.FiniteDuration", "use java.time.Duration"),
            Map.entry("scala.Enumeration$Value", "name its enumeration where it is used, such as Level.Value"),
            Map.entry("void", "use Void for a job without a result"),
            Map.entry("java.lang.Void", "only a job's result may be Void"));

    private static final String FOR_OBJECT =
            "name the type; in Scala write the type itself where it is used, such as Int,"
                    + " not an alias of it that stands in another file";

    private Advice() {}

    static String on(Type type) {
        if (type instanceof Class<?> raw) {
            return onClass(raw);
        }
        if (type instanceof Generics.Parameterized generic) {
            return onGeneric(generic);
        }
        if (type instanceof GenericArrayType array) {
            return "use List<" + array.getGenericComponentType().getTypeName() + ">";
        }
        if (type instanceof WildcardType) {
            return "write a type without '?'";
        }
        return type instanceof TypeVariable<?> ? "write a type in place of the variable" : "use a record";
    }

    private static String onGeneric(Generics.Parameterized generic) {
        if (generic.raw().equals(Map.class)) {
            return "use Map<String, …>: JSON's names are strings";
        }
        if (generic.raw().equals(Optional.class)) {
            return "an Optional may only be a component of a record, and holds no other";
        }
        if (generic.raw().equals(Option.class)) {
            return "an Option may only be a parameter of a case class, and holds no other";
        }
        if (generic.raw().equals(scala.collection.immutable.Map.class)) {
            return "use Map[String, …]: JSON's names are strings";
        }
        return onClass(generic.raw());
    }

    private static String onClass(Class<?> type) {
        if (type.isArray()) {
            return "use List<" + boxed(type.getComponentType()) + ">";
        }
        if (type.equals(Object.class)) {
            return FOR_OBJECT;
        }
        String known = BY_NAME.get(type.getName());
        return known != null ? known : onKind(type);
    }

    private static String onKind(Class<?> type) {
        Port port = Port.of(type);
        if (port != null) {
            return "only a component of the contract itself may be " + port.simpleName();
        }
        String inScala = onScala(type);
        if (inScala != null) {
            return inScala;
        }
        String collection = onCollection(type);
        if (collection != null) {
            return collection;
        }
        if (type.isEnum()) {
            return "give it a constant";
        }
        String what = type.isInterface() ? "an interface" : "a class";
        return "it is " + what + ", not a record: make it a record, or put a record in its place";
    }

    private static @Nullable String onCollection(Class<?> type) {
        boolean raw = type.equals(List.class) || type.equals(Map.class) || type.equals(Optional.class);
        if (raw || type.isRecord()) {
            return "write its type arguments, such as " + example(type);
        }
        if (Map.class.isAssignableFrom(type)) {
            return "use java.util.Map<String, …>";
        }
        boolean collection = Collection.class.isAssignableFrom(type) || type.equals(Iterable.class);
        return collection ? "use java.util.List<…>" : null;
    }

    private static @Nullable String onScala(Class<?> type) {
        String name = type.getName();
        if (name.startsWith("scala.collection.")) {
            return name.endsWith("Map") ? "use Map[String, …]" : "use Seq[…], List[…] or Vector[…]";
        }
        if (name.startsWith("scala.Tuple")) {
            return "use a case class, so that its parts have names";
        }
        boolean known = name.startsWith("scala.") || ScalaSignatures.of(type) != null;
        if (Product.class.isAssignableFrom(type) && !known) {
            return "it looks like a case class of Scala without the signature of Scala 2.13: compile it with that version,"
                    + " and put it at the top level or in an object";
        }
        return null;
    }

    private static String example(Class<?> type) {
        if (type.equals(Map.class)) {
            return "Map<String, Integer>";
        }
        return type.getSimpleName() + (type.getTypeParameters().length > 1 ? "<String, Integer>" : "<String>");
    }

    private static String boxed(Class<?> element) {
        return MethodType.methodType(element).wrap().returnType().getTypeName();
    }
}
