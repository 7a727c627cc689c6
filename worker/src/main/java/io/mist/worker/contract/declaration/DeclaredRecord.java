package io.mist.worker.contract.declaration;

import io.mist.protocol.Problem;
import io.mist.worker.contract.problem.ValuePath;
import io.mist.worker.contract.shape.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A class whose values have named components, as its author wrote it: a record of Java, or a case class of Scala. */
public record DeclaredRecord(List<DeclaredField> fields, Shape shape) {

    public static boolean is(Class<?> type) {
        return type.isRecord() || CaseClass.is(type);
    }

    /**
     * Null if there is a problem.
     *
     * @param type one of which {@link #is} says so
     */
    public static @Nullable DeclaredRecord of(Class<?> type, String path, List<Problem> problems) {
        DeclaredRecord read = type.isRecord() ? JavaRecord.read(type) : CaseClass.read(type, path, problems);
        if (read != null) {
            read.reportTwins(path, problems);
        }
        return read;
    }

    /** Spark finds columns without regard to case, and callers mistake such names. */
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
