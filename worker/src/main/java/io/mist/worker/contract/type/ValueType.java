package io.mist.worker.contract.type;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.Excerpt;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.row.Cell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;

/**
 * A type that a contract may hold, and the form of its values as JSON, in Java and in a Spark row. Immutable and safe for
 * any thread; it holds the job's classes, so it is not serializable: executors get it by {@code ContractTypes}.
 */
public abstract sealed class ValueType
        permits ScalarType, EnumType, ListType, MapType, RecordType, WrappedType, FormedType, NothingType {

    private static final int FIRST_BUFFER_BYTES = 512;

    ValueType() {}

    /** JSON Schema 2020-12, a new object for each call, so that the caller may add to it. */
    public abstract ObjectNode schema();

    /** The column's type in Spark. */
    public abstract DataType dataType();

    /** The name in messages: {@code Alert}, {@code List<Alert>}. */
    public abstract String name();

    /**
     * The Java value of a JSON value; records are made by their constructors, whose exceptions become problems.
     *
     * @param path of the value, which the paths of problems begin with
     * @param problems gets every problem
     * @return null if there was a problem
     */
    public @Nullable Object fromJson(JsonNode node, String path, List<Problem> problems) {
        if (node.isNull() || node.isMissingNode()) {
            problems.add(new Problem(path, "null (expected: " + expected() + ")"));
            return null;
        }
        return read(node, path, problems);
    }

    /**
     * @throws IllegalArgumentException if the value does not fit; the message has the path
     */
    public final JsonNode toJson(@Nullable Object value) {
        try {
            return Json.MAPPER.readTree(json(value));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read back the JSON of a " + name(), e);
        }
    }

    /**
     * The JSON text in UTF-8.
     *
     * @throws IllegalArgumentException if the value does not fit; the message has the path
     */
    public final byte[] json(@Nullable Object value) {
        return text(out -> write(out, value));
    }

    /**
     * The value as rows hold it outside of Spark's engine: a {@code Row} for a record, Scala collections, a string for an
     * enum. It fits {@link #dataType}.
     *
     * @throws IllegalArgumentException if the value does not fit, or is out of the range of Spark's type
     */
    public final Object toRowValue(@Nullable Object value) {
        if (value == null) {
            throw UnfitValueException.of(null, expected());
        }
        return toRow(value);
    }

    /**
     * The Java value of a row's value.
     *
     * @throws IllegalArgumentException if the value does not fit, or a record's constructor rejects it
     */
    public final Object fromRowValue(@Nullable Object value) {
        if (value == null) {
            throw UnfitValueException.of(null, expected());
        }
        return fromRow(value);
    }

    final void write(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value == null) {
            writeNull(out);
        } else {
            writeValue(out, value);
        }
    }

    void writeNull(JsonGenerator out) throws IOException {
        throw UnfitValueException.of(null, expected());
    }

    /** For "(expected: …)": {@code an integer from 0 to 9}. */
    public abstract String expected();

    abstract @Nullable Object read(JsonNode node, String path, List<Problem> problems);

    abstract void writeValue(JsonGenerator out, Object value) throws IOException;

    abstract Object toRow(Object value);

    abstract Object fromRow(Object value);

    /** The way to write a column of this type as JSON; null, with a problem, if the column does not fit. */
    abstract @Nullable Cell cell(DataType column, String path, List<String> problems);

    /** Whether its JSON is a string. */
    public boolean travelsAsString() {
        return false;
    }

    /** The type whose form it has in JSON. */
    ValueType carried() {
        return this;
    }

    public interface JsonBody {
        void writeTo(JsonGenerator out) throws IOException;
    }

    public static byte[] text(JsonBody body) {
        var bytes = new ByteArrayOutputStream(FIRST_BUFFER_BYTES);
        // Not closed after an exception: closing would complete half a message, and the buffer needs no closing.
        try {
            JsonGenerator out = Json.MAPPER.getFactory().createGenerator(bytes);
            body.writeTo(out);
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write JSON into memory", e);
        }
        return bytes.toByteArray();
    }

    /** Reports a JSON value of another type. Returns null, in place of the Java value. */
    final @Nullable Object reject(JsonNode node, String path, List<Problem> problems) {
        problems.add(new Problem(path, Excerpt.json(node) + " (expected: " + expected() + ")"));
        return null;
    }

    static void columnProblem(String path, DataType column, String expected, String cast, List<String> problems) {
        problems.add("column '" + path + "' is " + column.sql() + " (expected: " + expected + "); " + cast);
    }
}
