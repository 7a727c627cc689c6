package io.mist.worker.contract.declaration;

import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.shape.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A class with named components, as its author declared it: a record of Java, or a case class of Scala. */
public record DeclaredRecord(List<DeclaredField> fields, Shape shape) {

    public static boolean is(Class<?> type) {
        return type.isRecord() || CaseClass.is(type);
    }

    /**
     * The record; null if there is a problem.
     *
     * @param type for which {@link #is} is true
     */
    public static @Nullable DeclaredRecord of(Class<?> type, String path, List<Problem> problems) {
        DeclaredRecord read = type.isRecord() ? JavaRecord.read(type) : CaseClass.read(type, path, problems);
        if (read != null) {
            read.reportTwins(path, problems);
        }
        return read;
    }

    /** Reports names that differ only by case: Spark's columns ignore it, and callers confuse them. */
    private void reportTwins(String path, List<Problem> problems) {
        Map<String, String> seen = new HashMap<>();
        for (DeclaredField field : fields) {
            String name = field.name();
            String twin = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
            if (twin != null) {
                problems.add(new Problem(
                        ValuePath.join(path, name),
                        "differs from '" + twin + "' only by case, which Spark's columns do not; rename one"));
            }
        }
    }
}
