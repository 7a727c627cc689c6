package io.mist.worker.contract.type;

import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.row.Cell;
import io.mist.worker.contract.row.Columns;
import io.mist.worker.contract.row.ScalarCell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Matches the fields of a record with columns; every mismatch is a problem. */
record RowPlan(String record, List<Field> fields, String path, List<String> problems) {

    @Nullable
    Cell cell(Columns columns) {
        int before = problems.size();
        List<Cell.FieldCell> cells = new ArrayList<>();
        Set<Integer> used = new HashSet<>();
        for (Field field : fields) {
            List<Integer> found = columns.indexes(field.name());
            used.addAll(found);
            Cell.FieldCell cell = fieldCell(field, found, columns);
            if (cell != null) {
                cells.add(cell);
            }
        }
        reportSurplus(columns, used);
        return problems.size() > before ? null : new Cell.RecordCell(List.copyOf(cells));
    }

    private Cell.@Nullable FieldCell fieldCell(Field field, List<Integer> found, Columns columns) {
        String at = at(field.name());
        if (found.isEmpty()) {
            problems.add("column '" + at + "' is missing for " + record + " (columns: " + columns.names() + "); add it"
                    + (field.optional() ? ", with lit(null) if it has no value" : ""));
            return null;
        }
        if (found.size() > 1) {
            String names =
                    String.join(", ", found.stream().map(columns.all()::get).toList());
            problems.add("column '" + at + "' is ambiguous (columns: " + names + "); rename or drop all but one");
            return null;
        }
        int index = found.get(0);
        Cell cell = valueCell(field, columns.types().get(index), at);
        return cell == null
                ? null
                : new Cell.FieldCell(
                        field.name(),
                        index,
                        columns.types().get(index),
                        field.optional(),
                        cell,
                        field.type().expected());
    }

    /** A column of lit(null) has no type, and fits every optional field. */
    private @Nullable Cell valueCell(Field field, DataType column, String at) {
        if (!column.equals(DataTypes.NullType)) {
            return field.type().cell(column, at, problems);
        }
        if (field.optional()) {
            return ScalarCell.STRING;
        }
        problems.add("column '" + at + "' is always null (expected: "
                + field.type().expected() + "); give it a value, or make the field an Optional");
        return null;
    }

    private void reportSurplus(Columns columns, Set<Integer> used) {
        for (int i = 0; i < columns.count(); i++) {
            if (!used.contains(i)) {
                String name = columns.all().get(i);
                problems.add("column '" + at(name) + "' is not a field of " + record + "; " + drop(name));
            }
        }
    }

    private String drop(String name) {
        return path.isEmpty()
                ? "drop it with drop(\"" + name + "\")"
                : "drop it with withColumn(\"" + path + "\", col(\"" + path + "\").dropFields(\"" + name + "\"))";
    }

    private String at(String name) {
        return ValuePath.join(path, name);
    }
}
