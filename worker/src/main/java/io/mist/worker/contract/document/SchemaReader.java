package io.mist.worker.contract.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.worker.contract.problem.Excerpt;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.shape.DocumentShape;
import io.mist.worker.contract.type.BooleanType;
import io.mist.worker.contract.type.DateType;
import io.mist.worker.contract.type.DecimalType;
import io.mist.worker.contract.type.DurationType;
import io.mist.worker.contract.type.EnumType;
import io.mist.worker.contract.type.Field;
import io.mist.worker.contract.type.FloatingType;
import io.mist.worker.contract.type.InstantType;
import io.mist.worker.contract.type.IntegerType;
import io.mist.worker.contract.type.ListType;
import io.mist.worker.contract.type.MapType;
import io.mist.worker.contract.type.NothingType;
import io.mist.worker.contract.type.RecordType;
import io.mist.worker.contract.type.StringType;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.contract.type.WrappedType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads types back from the schemas that {@link ValueType#schema} makes, for jobs in any language. */
final class SchemaReader {

    private SchemaReader() {}

    /**
     * The type of a schema. Whether the value may be null is left to the field that has it.
     *
     * @throws IllegalArgumentException if no type has such a schema; the message has the path
     */
    static ValueType read(JsonNode schema, String path) {
        String title = text(schema, "title");
        boolean isRecord = schema.has("properties");
        if (title == null || isRecord) {
            return carried(schema, path);
        }
        String doc = text(schema, "description");
        Field single = new Field("value", carried(schema, path), false, null, DocumentShape.Single.ACCESS);
        return new WrappedType(new DocumentShape.Single(title), doc, single);
    }

    /** Whether a value of that schema may be absent. */
    static boolean isOptional(JsonNode schema) {
        return schema.path("type").isArray();
    }

    private static ValueType carried(JsonNode schema, String path) {
        String type = isOptional(schema)
                ? schema.path("type").path(0).asText()
                : schema.path("type").asText();
        return switch (type) {
            case "boolean" -> BooleanType.INSTANCE;
            case "integer" -> require(integer(schema), schema, path);
            case "number" -> require(number(schema), schema, path);
            case "string" -> schema.has("enum") ? enumeration(schema) : require(string(schema), schema, path);
            case "array" -> new ListType(read(schema.path("items"), path + "[]"));
            case "object" -> object(schema, path);
            case "null" -> NothingType.INSTANCE;
            default -> throw unknown(schema, path);
        };
    }

    private static @Nullable ValueType integer(JsonNode schema) {
        return Stream.of(IntegerType.LONG, IntegerType.INT, IntegerType.SHORT, IntegerType.BYTE)
                .filter(known -> schema.path("maximum").asLong()
                        == known.schema().path("maximum").asLong())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ValueType number(JsonNode schema) {
        return byFormat(schema, FloatingType.DOUBLE, FloatingType.FLOAT, DecimalType.INSTANCE);
    }

    private static @Nullable ValueType string(JsonNode schema) {
        return byFormat(schema, StringType.INSTANCE, InstantType.INSTANCE, DurationType.INSTANCE, DateType.INSTANCE);
    }

    private static @Nullable ValueType byFormat(JsonNode schema, ValueType... known) {
        return Stream.of(known)
                .filter(type -> type.schema().path("format").equals(schema.path("format")))
                .findFirst()
                .orElse(null);
    }

    private static ValueType enumeration(JsonNode schema) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : schema.path("enum")) {
            if (!name.isNull()) {
                names.add(name.asText());
            }
        }
        return EnumType.ofNames(names);
    }

    private static ValueType object(JsonNode schema, String path) {
        if (schema.path("additionalProperties").isObject()) {
            return new MapType(read(schema.path("additionalProperties"), path + "[key]"));
        }
        if (!(schema.path("properties") instanceof ObjectNode properties)) {
            throw unknown(schema, path);
        }
        List<Field> fields = new ArrayList<>();
        for (var entry : properties.properties()) {
            fields.add(field(entry.getKey(), entry.getValue(), ValuePath.join(path, entry.getKey())));
        }
        List<String> names = fields.stream().map(Field::name).toList();
        String name = Optional.ofNullable(text(schema, "title")).orElse("object");
        return new RecordType(new DocumentShape(name, names), text(schema, "description"), fields);
    }

    private static Field field(String name, JsonNode schema, String path) {
        return new Field(
                name, read(schema, path), isOptional(schema), text(schema, "description"), DocumentShape.access(name));
    }

    static @Nullable String text(JsonNode schema, String keyword) {
        return schema.path(keyword).isTextual() ? schema.path(keyword).textValue() : null;
    }

    private static ValueType require(@Nullable ValueType type, JsonNode schema, String path) {
        if (type == null) {
            throw unknown(schema, path);
        }
        return type;
    }

    private static IllegalArgumentException unknown(JsonNode schema, String path) {
        return new IllegalArgumentException((path.isEmpty() ? "" : path + ": ") + Excerpt.json(schema)
                + " is no schema of a contract's type (expected: one that a contract reader has made)");
    }
}
