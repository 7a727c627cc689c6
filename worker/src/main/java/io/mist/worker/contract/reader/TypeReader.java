package io.mist.worker.contract.reader;

import io.mist.api.Default;
import io.mist.protocol.Problem;
import io.mist.worker.contract.declaration.CaseObjects;
import io.mist.worker.contract.declaration.DeclaredField;
import io.mist.worker.contract.declaration.DeclaredRecord;
import io.mist.worker.contract.declaration.Generics;
import io.mist.worker.contract.declaration.ScalaEnumeration;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.shape.FieldAccess;
import io.mist.worker.contract.type.BooleanType;
import io.mist.worker.contract.type.DateType;
import io.mist.worker.contract.type.DecimalType;
import io.mist.worker.contract.type.DurationType;
import io.mist.worker.contract.type.EnumType;
import io.mist.worker.contract.type.Field;
import io.mist.worker.contract.type.FloatingType;
import io.mist.worker.contract.type.FormedType;
import io.mist.worker.contract.type.InstantType;
import io.mist.worker.contract.type.IntegerType;
import io.mist.worker.contract.type.ListType;
import io.mist.worker.contract.type.MapType;
import io.mist.worker.contract.type.NothingType;
import io.mist.worker.contract.type.RecordType;
import io.mist.worker.contract.type.ScalaForm;
import io.mist.worker.contract.type.StringType;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.contract.type.WrappedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.runtime.BoxedUnit;

/** Reads types by reflection; every type that a contract may not hold becomes a problem, with its path. */
public final class TypeReader {

    /** Deeper types are rejected: no reader of a contract would follow them, and a generic record may be endless. */
    static final int MAX_DEPTH = 32;

    /** Types within one component, counted at every occurrence: records of records can double at every step. */
    static final int MAX_TYPES = 5_000;

    private static final Map<Class<?>, ValueType> SCALARS = Map.ofEntries(
            Map.entry(boolean.class, BooleanType.INSTANCE),
            Map.entry(Boolean.class, BooleanType.INSTANCE),
            Map.entry(byte.class, IntegerType.BYTE),
            Map.entry(Byte.class, IntegerType.BYTE),
            Map.entry(short.class, IntegerType.SHORT),
            Map.entry(Short.class, IntegerType.SHORT),
            Map.entry(int.class, IntegerType.INT),
            Map.entry(Integer.class, IntegerType.INT),
            Map.entry(long.class, IntegerType.LONG),
            Map.entry(Long.class, IntegerType.LONG),
            Map.entry(float.class, FloatingType.FLOAT),
            Map.entry(Float.class, FloatingType.FLOAT),
            Map.entry(double.class, FloatingType.DOUBLE),
            Map.entry(Double.class, FloatingType.DOUBLE),
            Map.entry(BigDecimal.class, DecimalType.INSTANCE),
            Map.entry(String.class, StringType.INSTANCE),
            Map.entry(Instant.class, InstantType.INSTANCE),
            Map.entry(Duration.class, DurationType.INSTANCE),
            Map.entry(LocalDate.class, DateType.INSTANCE));

    private final List<Problem> problems;
    private final Deque<Type> open = new ArrayDeque<>();
    private int count;
    private @Nullable Type message;

    TypeReader(List<Problem> problems) {
        this.problems = problems;
    }

    /**
     * @throws IllegalArgumentException if a contract may not hold the type; the message has all problems
     */
    public static ValueType typeOf(Type type) {
        List<Problem> problems = new ArrayList<>();
        ValueType read = new TypeReader(problems).read(Generics.substitute(type, Map.of()), "");
        if (read == null) {
            throw new IllegalArgumentException("a contract may not hold " + type.getTypeName() + ": "
                    + problems.stream().map(Problem::toString).collect(Collectors.joining("; and ")));
        }
        return read;
    }

    /** A job's result: any value, or none. */
    @Nullable
    ValueType readResult(Type type, String path) {
        return type.equals(Void.class) || type.equals(BoxedUnit.class) ? NothingType.INSTANCE : read(type, path);
    }

    /**
     * A channel's message: a record is an object there even with one component, so that a field can be added to it.
     */
    @Nullable
    ValueType readMessage(Type type, String path) {
        message = type;
        return read(type, path);
    }

    /** The type; null if there is a problem. */
    @Nullable
    ValueType read(Type type, String path) {
        if (open.contains(type)) {
            return problem(
                    path,
                    type.getTypeName() + " contains itself; a contract's values have a fixed depth: refer"
                            + " to the inner one by a key, or hold a List of them beside it");
        }
        if (open.size() >= MAX_DEPTH && !SCALARS.containsKey(type)) {
            return problem(path, "nested deeper than " + MAX_DEPTH + " types; make it flatter");
        }
        if (++count > MAX_TYPES) {
            return count == MAX_TYPES + 1 ? problem(path, "more than " + MAX_TYPES + " types; make it smaller") : null;
        }
        open.push(type);
        ValueType read = readAny(type, path);
        open.pop();
        return read;
    }

    private @Nullable ValueType readAny(Type type, String path) {
        if (type instanceof Generics.Parameterized generic) {
            return readGeneric(generic, path);
        }
        if (type instanceof Class<?> raw) {
            return readClass(raw, path);
        }
        return type instanceof ScalaEnumeration enumeration ? enumeration.type() : refuse(type, path);
    }

    private @Nullable ValueType readClass(Class<?> type, String path) {
        ValueType scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        Object[] constants = type.getEnumConstants();
        if (constants != null && constants.length > 0) {
            return EnumType.of(type, constants);
        }
        if (type.equals(scala.math.BigDecimal.class)) {
            return new FormedType(DecimalType.INSTANCE, ScalaForm.DECIMAL);
        }
        if (type.getTypeParameters().length == 0 && DeclaredRecord.is(type)) {
            return readRecord(type, Map.of(), path);
        }
        Map<String, Object> objects = CaseObjects.of(type);
        return objects.isEmpty() ? refuse(type, path) : new EnumType(type.getSimpleName(), objects);
    }

    private @Nullable ValueType readGeneric(Generics.Parameterized type, String path) {
        List<Type> arguments = type.arguments();
        ScalaForm form = ScalaForm.of(type.raw());
        if (type.raw().equals(List.class) || (form != null && arguments.size() == 1)) {
            ValueType element = read(arguments.get(0), path + "[]");
            return element == null ? null : formed(new ListType(element), form);
        }
        if ((type.raw().equals(Map.class) || form == ScalaForm.MAP)
                && arguments.get(0).equals(String.class)) {
            ValueType value = read(arguments.get(1), path + "[key]");
            return value == null ? null : formed(new MapType(value), form);
        }
        return DeclaredRecord.is(type.raw()) ? readRecord(type.raw(), type.bindings(), path) : refuse(type, path);
    }

    private static ValueType formed(ValueType type, @Nullable ScalaForm form) {
        return form == null ? type : new FormedType(type, form);
    }

    private @Nullable ValueType readRecord(Class<?> type, Map<TypeVariable<?>, Type> bindings, String path) {
        int before = problems.size();
        DeclaredRecord declared = DeclaredRecord.of(type, path, problems);
        if (declared == null) {
            return null;
        }
        List<DeclaredField> components = declared.fields();
        boolean wrapped = components.size() == 1 && !(open.size() == 1 && open.peek() == message);
        List<Field> fields = new ArrayList<>();
        for (DeclaredField component : components) {
            // A one-component record is absent from the JSON, and so from the path.
            String at = wrapped ? path : ValuePath.join(path, component.name());
            Field field = readField(component, bindings, at);
            if (field != null) {
                fields.add(field);
            }
        }
        if (wrapped && !fields.isEmpty() && fields.get(0).optional()) {
            problem(
                    path,
                    type.getTypeName() + " has an Optional as its only component and travels as that; use "
                            + "Optional<" + type.getSimpleName() + "> where it is used");
        }
        if (problems.size() > before) {
            return null;
        }
        return wrapped
                ? new WrappedType(declared.shape(), DeclaredField.doc(type), fields.get(0))
                : new RecordType(declared.shape(), DeclaredField.doc(type), fields);
    }

    private @Nullable Field readField(DeclaredField component, Map<TypeVariable<?>, Type> bindings, String path) {
        if (component.has(Default.class)) {
            problem(
                    path,
                    "@Default is for components of the contract itself; use Optional for a field that may be"
                            + " missing");
        }
        Type type = Generics.substitute(component.type(), bindings);
        Type inner = optional(type);
        if (component.type() instanceof TypeVariable<?> && argumentOf(type, Option.class) != null) {
            // Its constructor accepts anything, and so does not show that it needs an Option of Scala.
            refuse(type, path);
            return null;
        }
        ValueType value = read(inner == null ? type : inner, path);
        return value == null
                ? null
                : new Field(
                        component.name(),
                        value,
                        inner != null,
                        component.doc(),
                        FieldAccess.by(component.accessor(), component.name()));
    }

    /** The type within an Optional or Option; null if the component may not be missing. */
    static @Nullable Type optional(Type type) {
        Type inner = argumentOf(type, Optional.class);
        return inner == null ? argumentOf(type, Option.class) : inner;
    }

    /** The single argument of that generic type; null for another type, or a raw one. */
    static @Nullable Type argumentOf(Type type, Class<?> raw) {
        return type instanceof Generics.Parameterized generic && generic.raw().equals(raw)
                ? generic.arguments().get(0)
                : null;
    }

    private @Nullable ValueType refuse(Type type, String path) {
        return problem(path, type.getTypeName() + " cannot be in a contract; " + Advice.on(type));
    }

    private @Nullable ValueType problem(String path, String message) {
        problems.add(new Problem(path, message));
        return null;
    }
}
