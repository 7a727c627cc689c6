package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.route.SchemaCheck;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compiled schemas of live values; the one not used for the longest time goes first. Safe for any thread. */
final class LiveSchemas {

    private static final int MAX = 256;

    /** Guarded by itself. */
    private final Map<ObjectNode, SchemaCheck> compiled = new LinkedHashMap<>(16, 0.75f, true);

    SchemaCheck of(ObjectNode schema) {
        synchronized (compiled) {
            SchemaCheck known = compiled.get(schema);
            if (known != null) {
                return known;
            }
        }
        SchemaCheck check = SchemaCheck.of(schema);
        synchronized (compiled) {
            compiled.put(schema, check);
            if (compiled.size() > MAX) {
                compiled.remove(compiled.keySet().iterator().next());
            }
        }
        return check;
    }
}
