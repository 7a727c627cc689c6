package io.mist.worker.contract.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Problem;
import java.util.Collection;
import java.util.List;

/** The names that an object has and its type does not. */
public final class UnknownNames {

    private UnknownNames() {}

    public static void report(
            String what, ObjectNode object, Collection<String> known, String path, List<Problem> problems) {
        for (var entry : object.properties()) {
            String name = entry.getKey();
            if (!known.contains(name)) {
                problems.add(new Problem(
                        ValuePath.join(path, ValuePath.key(name)),
                        "unknown " + what + Suggestion.forName(name, known)));
            }
        }
    }
}
