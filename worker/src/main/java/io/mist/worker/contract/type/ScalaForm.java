package io.mist.worker.contract.type;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** The class of Scala that a value has in the job, where JSON and rows are read as a class of Java. */
public enum ScalaForm {
    LIST(java -> CollectionConverters.asScala((List<?>) java).toList(), scala.collection.immutable.List.class),
    VECTOR(
            java -> CollectionConverters.asScala((List<?>) java).toVector(),
            scala.collection.immutable.Vector.class,
            scala.collection.immutable.IndexedSeq.class,
            scala.collection.immutable.Seq.class,
            scala.collection.Seq.class),
    /** In the order of the JSON. */
    MAP(
            java -> scala.collection.immutable.VectorMap$.MODULE$.from(CollectionConverters.asScala((Map<?, ?>) java)),
            scala.collection.immutable.Map.class,
            scala.collection.Map.class),
    DECIMAL(java -> new scala.math.BigDecimal((BigDecimal) java), scala.math.BigDecimal.class);

    private final Function<Object, Object> fromJava;
    private final List<Class<?>> types;

    ScalaForm(Function<Object, Object> fromJava, Class<?>... types) {
        this.fromJava = fromJava;
        this.types = List.of(types);
    }

    /** Null for a class that a contract may not hold. */
    public static @Nullable ScalaForm of(Class<?> type) {
        return Arrays.stream(values())
                .filter(form -> form.types.contains(type))
                .findFirst()
                .orElse(null);
    }

    Object fromJava(Object value) {
        return fromJava.apply(value);
    }

    /** A value that is not of Scala stays as it is; the type that reads it reports it. */
    static Object toJava(Object value) {
        if (value instanceof scala.collection.Seq<?> seq) {
            return CollectionConverters.asJava(seq);
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            return CollectionConverters.asJava(map);
        }
        return value instanceof scala.math.BigDecimal decimal ? decimal.bigDecimal() : value;
    }
}
