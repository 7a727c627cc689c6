package io.mist.worker.contract;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Row;

/** How to write one value of a row as JSON. It holds no class of the job, so that executors can read it. */
sealed interface Cell extends Serializable
        permits ScalarCell, Cell.EnumCell, Cell.ListCell, Cell.MapCell, Cell.RecordCell {

    /**
     * @throws UnfitValueException if the value does not fit
     */
    void write(JsonGenerator out, Object value) throws IOException;

    record EnumCell(Set<String> names, String expected) implements Cell {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            if (!(value instanceof String name) || !names.contains(name)) {
                throw new UnfitValueException("\"" + Shown.text(value.toString()) + "\" (expected: " + expected + ")");
            }
            out.writeString(name);
        }
    }

    record ListCell(Cell element, String expected) implements Cell {
        @Override
        public void write(JsonGenerator out, Object value) throws IOException {
            out.writeStartArray();
            int index = 0;
            for (Object each : Collected.list(value)) {
                try {
                    if (each == null) {
                        throw UnfitValueException.of(null, expected);
                    }
                    element.write(out, each);
                } catch (UnfitValueException e) {
                    throw e.under(ValuePath.index(index));
                }
                index++;
            }
            out.writeEndArray();
        }
    }

    record MapCell(Cell value, String expected) implements Cell {
        @Override
        public void write(JsonGenerator out, Object map) throws IOException {
            out.writeStartObject();
            for (var entry : Collected.map(map).entrySet()) {
                String key = String.valueOf(entry.getKey());
                try {
                    Object each = entry.getValue();
                    if (each == null) {
                        throw UnfitValueException.of(null, expected);
                    }
                    out.writeFieldName(key);
                    value.write(out, each);
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
            if (!(value instanceof Row row)) {
                throw UnfitValueException.of(value, "a row");
            }
            out.writeStartObject();
            for (FieldCell field : fields) {
                field.write(out, row);
            }
            out.writeEndObject();
        }
    }

    /** One field of a record. */
    record FieldCell(String name, int index, boolean optional, Cell cell, String expected) implements Serializable {

        void write(JsonGenerator out, Row row) throws IOException {
            Object value = row.get(index);
            if (value == null && optional) {
                return;
            }
            try {
                if (value == null) {
                    throw UnfitValueException.of(null, expected);
                }
                out.writeFieldName(name);
                cell.write(out, value);
            } catch (UnfitValueException e) {
                throw e.under(name);
            }
        }
    }
}
