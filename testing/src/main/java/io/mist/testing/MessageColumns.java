package io.mist.testing;

import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.transform_values;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** The columns of a message, in which a case class with one field is that field; Spark's encoders keep a struct around it. */
final class MessageColumns {

    private MessageColumns() {}

    static Dataset<Row> columns(Dataset<Row> rows) {
        Column[] columns = Arrays.stream(rows.schema().fields())
                .map(field -> of(rows.col(field.name()), field.dataType()).as(field.name()))
                .toArray(Column[]::new);
        return rows.select(columns);
    }

    private static Column of(Column value, DataType type) {
        if (!holdsOneField(type)) {
            return value;
        }
        if (type instanceof ArrayType array) {
            return transform(value, each -> of(each, array.elementType()));
        }
        if (type instanceof MapType map) {
            return transform_values(value, (key, each) -> of(each, map.valueType()));
        }
        StructType struct = (StructType) type;
        Column[] fields = Arrays.stream(struct.fields())
                .map(field -> of(value.getField(field.name()), field.dataType()).as(field.name()))
                .toArray(Column[]::new);
        return fields.length == 1 ? fields[0] : when(value.isNotNull(), struct(fields));
    }

    private static boolean holdsOneField(DataType type) {
        return switch (type.typeName()) {
            case "array" -> holdsOneField(((ArrayType) type).elementType());
            case "map" -> holdsOneField(((MapType) type).valueType());
            case "struct" ->
                ((StructType) type).length() == 1
                        || Arrays.stream(((StructType) type).fields())
                                .anyMatch(field -> holdsOneField(field.dataType()));
            default -> false;
        };
    }
}
