package io.mist.worker.contract.row;

import com.fasterxml.jackson.core.JsonGenerator;
import io.mist.worker.contract.problem.Excerpt;
import io.mist.worker.contract.problem.UnfitValueException;
import io.mist.worker.contract.problem.ValuePath;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.DataType;

/**
 * Writes one value of a row as JSON. The value is as Spark's engine holds it: strings as UTF-8, times as microseconds. A cell
 * holds no class of the job, so that executors can read it.
 */
public sealed interface Cell extends Serializable
        permits ScalarCell, Cell.EnumCell, Cell.ListCell, Cell.MapCell, Cell.RecordCell, Cell.AroundCell {

    /**
     * @throws UnfitValueException if the value does not fit
     */
    void write(JsonGenerator out, Object value) throws IOException;

    record EnumCell(Set<String> names, String expected) implements Cell {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            String name = value.toString();
            if (!names.contains(name)) {
                throw new UnfitValueException("\"" + Excerpt.text(name) + "\" (expected: " + expected + ")");
            }
            out.writeString(name);
        }
    }

    record ListCell(Cell element, DataType type, String expected) implements Cell {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            ArrayData list = (ArrayData) value;
            out.writeStartArray();
            for (int i = 0; i < list.numElements(); i++) {
                try {
                    if (list.isNullAt(i)) {
                        throw UnfitValueException.of(null, expected);
                    }
                    element.write(out, list.get(i, type));
                } catch (UnfitValueException e) {
                    throw e.under(ValuePath.index(i));
                }
            }
            out.writeEndArray();
        }
    }

    record MapCell(Cell value, DataType keyType, DataType type, String expected) implements Cell {
        @Override
        public void write(JsonGenerator out, Object map) throws IOException {
            ArrayData keys = ((MapData) map).keyArray();
            ArrayData values = ((MapData) map).valueArray();
            out.writeStartObject();
            for (int i = 0; i < keys.numElements(); i++) {
                String key = keys.get(i, keyType).toString();
                try {
                    if (values.isNullAt(i)) {
                        throw UnfitValueException.of(null, expected);
                    }
                    out.writeFieldName(key);
                    value.write(out, values.get(i, type));
                } catch (UnfitValueException e) {
                    throw e.under(ValuePath.key(key));
                }
            }
            out.writeEndObject();
        }
    }

    record RecordCell(List<FieldCell> fields) implements Cell {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            InternalRow row = (InternalRow) value;
            out.writeStartObject();
            for (FieldCell field : fields) {
                field.write(out, row);
            }
            out.writeEndObject();
        }
    }

    /** A struct around the one value that it travels as. */
    record AroundCell(Cell cell, DataType type, String expected) implements Cell {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            InternalRow row = (InternalRow) value;
            if (row.isNullAt(0)) {
                throw UnfitValueException.of(null, expected);
            }
            cell.write(out, row.get(0, type));
        }
    }

    /** One field of a record. */
    record FieldCell(String name, int index, DataType type, boolean optional, Cell cell, String expected)
            implements Serializable {

        void write(JsonGenerator out, InternalRow row) throws IOException {
            boolean isNull = row.isNullAt(index);
            if (isNull && optional) {
                return;
            }
            try {
                if (isNull) {
                    throw UnfitValueException.of(null, expected);
                }
                out.writeFieldName(name);
                cell.write(out, row.get(index, type));
            } catch (UnfitValueException e) {
                throw e.under(name);
            }
        }
    }
}
