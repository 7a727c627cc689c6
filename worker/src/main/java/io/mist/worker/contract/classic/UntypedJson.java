package io.mist.worker.contract.classic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.type.ValueType;
import java.io.IOException;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.streaming.Duration;
import org.apache.spark.streaming.Time;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.Product;
import scala.Tuple2;
import scala.collection.IterableOnce;
import scala.collection.immutable.VectorMap$;
import scala.jdk.javaapi.CollectionConverters;
import scala.math.BigInt;
import scala.runtime.BoxedUnit;

/** JSON, and the values of Scala for it where no type is declared. */
public final class UntypedJson {

    /** The depth at which a value is taken to contain itself. */
    private static final int MOST_DEPTH = 200;

    private static final String EXPECTED =
            "null, a text, a finite number, true or false, a time, an option, a collection, a map with text as keys,"
                    + " a case class";

    private UntypedJson() {}

    /**
     * The value of a JSON node. Objects are maps in their order, arrays are lists; whole numbers are {@code Int}, else
     * {@code Long}, else {@code BigInt}, other numbers {@code Double}.
     */
    public static @Nullable Object read(JsonNode node) {
        if (node.isObject()) {
            return readObject(node);
        }
        if (node.isArray()) {
            List<@Nullable Object> values = new ArrayList<>();
            node.forEach(value -> values.add(read(value)));
            return scala.collection.immutable.List.from(CollectionConverters.asScala(values));
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? number(node) : null;
    }

    /** @param object a JSON object */
    public static scala.collection.immutable.Map<String, Object> readObject(JsonNode object) {
        List<Tuple2<String, Object>> entries = new ArrayList<>();
        object.properties().forEach(entry -> entries.add(new Tuple2<>(entry.getKey(), read(entry.getValue()))));
        return VectorMap$.MODULE$.from(CollectionConverters.asScala(entries));
    }

    private static Object number(JsonNode node) {
        if (!node.isIntegralNumber()) {
            return node.doubleValue();
        }
        if (node.canConvertToInt()) {
            return node.intValue();
        }
        return node.canConvertToLong()
                ? (Object) node.longValue()
                : BigInt.javaBigInteger2bigInt(node.bigIntegerValue());
    }

    /**
     * The JSON text in UTF-8.
     *
     * @param path the name of the value in messages
     * @throws IllegalArgumentException if a part of it cannot be written; the message has its path
     */
    public static byte[] write(@Nullable Object value, String path) {
        return ValueType.text(out -> {
            try {
                write(out, value, 0);
            } catch (UnfitValueException e) {
                throw new IllegalArgumentException(e.at(path).toString());
            }
        });
    }

    private static void write(JsonGenerator out, @Nullable Object value, int depth) throws IOException {
        if (depth > MOST_DEPTH) {
            throw new UnfitValueException(
                    "deeper than " + MOST_DEPTH + " levels (expected: less; does it hold itself?)");
        }
        if (value == null || value instanceof BoxedUnit) {
            out.writeNull();
        } else if (value instanceof Option<?> option) {
            write(out, option.isEmpty() ? null : option.get(), depth + 1);
        } else if (!writeNumber(out, value) && !writeSingle(out, value)) {
            writeMany(out, value, depth + 1);
        }
    }

    private static boolean writeNumber(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            out.writeNumber(((Number) value).longValue());
        } else if (value instanceof Double || value instanceof Float) {
            if (!Double.isFinite(((Number) value).doubleValue())) {
                throw UnfitValueException.of(value, "a finite number");
            }
            out.writeNumber(value instanceof Float single ? single.toString() : value.toString());
        } else if (value instanceof BigDecimal decimal) {
            out.writeNumber(decimal);
        } else if (value instanceof BigInteger integer) {
            out.writeNumber(integer);
        } else if (value instanceof scala.math.BigDecimal decimal) {
            out.writeNumber(decimal.bigDecimal());
        } else if (value instanceof BigInt integer) {
            out.writeNumber(integer.bigInteger());
        } else if (value instanceof Time time) {
            out.writeNumber(time.milliseconds());
        } else if (value instanceof Duration duration) {
            out.writeNumber(duration.milliseconds());
        } else {
            return false;
        }
        return true;
    }

    private static boolean writeSingle(JsonGenerator out, Object value) throws IOException {
        if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Date date) {
            // The classes of java.sql hold only parts of a time.
            out.writeString(value.getClass() == Date.class ? date.toInstant().toString() : value.toString());
        } else if (value instanceof CharSequence
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof scala.Enumeration.Value
                || value instanceof Temporal
                || value instanceof TemporalAmount
                || value instanceof UUID) {
            out.writeString(value.toString());
        } else if (value instanceof scala.Symbol symbol) {
            out.writeString(symbol.name());
        } else {
            return false;
        }
        return true;
    }

    private static void writeMany(JsonGenerator out, Object value, int depth) throws IOException {
        if (value instanceof scala.collection.Map<?, ?> map) {
            writeObject(out, CollectionConverters.asJava(map), depth);
        } else if (value instanceof Map<?, ?> map) {
            writeObject(out, map, depth);
        } else if (value instanceof IterableOnce<?> many) {
            writeArray(out, CollectionConverters.asJava(many.iterator()), depth);
        } else if (value instanceof Iterable<?> many) {
            writeArray(out, many.iterator(), depth);
        } else if (value.getClass().isArray()) {
            writeArray(out, elements(value).iterator(), depth);
        } else if (value instanceof Row row) {
            writeRow(out, row, depth);
        } else if (value instanceof Product product) {
            writeProduct(out, product, depth);
        } else {
            throw UnfitValueException.of(value, EXPECTED);
        }
    }

    private static List<Object> elements(Object array) {
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            elements.add(Array.get(array, i));
        }
        return elements;
    }

    private static void writeRow(JsonGenerator out, Row row, int depth) throws IOException {
        List<Object> values = CollectionConverters.asJava(row.toSeq());
        if (row.schema() == null) {
            writeArray(out, values.iterator(), depth);
            return;
        }
        out.writeStartObject();
        for (int i = 0; i < values.size(); i++) {
            writeField(out, row.schema().fields()[i].name(), values.get(i), depth);
        }
        out.writeEndObject();
    }

    private static void writeProduct(JsonGenerator out, Product product, int depth) throws IOException {
        Iterator<Object> values = CollectionConverters.asJava(product.productIterator());
        if (product.getClass().getName().startsWith("scala.Tuple")) {
            writeArray(out, values, depth);
            return;
        }
        Iterator<String> names = CollectionConverters.asJava(product.productElementNames());
        out.writeStartObject();
        while (values.hasNext()) {
            writeField(out, names.next(), values.next(), depth);
        }
        out.writeEndObject();
    }

    private static void writeObject(JsonGenerator out, Map<?, ?> map, int depth) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            writeField(out, key(entry.getKey()), entry.getValue(), depth);
        }
        out.writeEndObject();
    }

    private static String key(@Nullable Object key) {
        if (key instanceof CharSequence
                || key instanceof Number
                || key instanceof Character
                || key instanceof Enum<?>
                || key instanceof scala.Enumeration.Value) {
            return key.toString();
        }
        throw UnfitValueException.of(key, "a text as key").under("[key]");
    }

    private static void writeField(JsonGenerator out, String name, @Nullable Object value, int depth)
            throws IOException {
        try {
            out.writeFieldName(name);
            write(out, value, depth);
        } catch (UnfitValueException e) {
            throw e.under(ValuePath.key(name));
        }
    }

    private static void writeArray(JsonGenerator out, Iterator<?> values, int depth) throws IOException {
        out.writeStartArray();
        for (int i = 0; values.hasNext(); i++) {
            try {
                write(out, values.next(), depth);
            } catch (UnfitValueException e) {
                throw e.under(ValuePath.index(i));
            }
        }
        out.writeEndArray();
    }
}
