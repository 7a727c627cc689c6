package io.mist.worker.contract.row;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The columns of a Dataset or of a struct, found by name as Spark does, ignoring case. */
public record Columns(List<String> all, List<DataType> types) {

    public static Columns of(StructType columns) {
        return new Columns(
                List.of(columns.fieldNames()),
                Arrays.stream(columns.fields()).map(field -> field.dataType()).toList());
    }

    public int count() {
        return all.size();
    }

    /** All columns of that exact name; otherwise all whose names differ only by case. */
    public List<Integer> indexes(String name) {
        List<Integer> exact = IntStream.range(0, count())
                .filter(i -> all.get(i).equals(name))
                .boxed()
                .toList();
        return exact.isEmpty()
                ? IntStream.range(0, count())
                        .filter(i -> all.get(i).equalsIgnoreCase(name))
                        .boxed()
                        .toList()
                : exact;
    }

    @Nullable
    public Integer index(String name) {
        List<Integer> found = indexes(name);
        return found.size() == 1 ? found.get(0) : null;
    }

    public String names() {
        return all.isEmpty() ? "none" : String.join(", ", all);
    }
}
