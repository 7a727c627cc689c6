package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.server.gate.LiveVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The differences between versions. */
final class Differences {

    private static final ObjectNode NOTHING = Json.MAPPER.createObjectNode();

    private Differences() {}

    /** Per parameter {@code {"from": …, "to": …}}; absent is null. */
    static ObjectNode between(ObjectNode from, ObjectNode to) {
        ObjectNode changed = Json.MAPPER.createObjectNode();
        to.fieldNames().forEachRemaining(name -> {
            if (!to.get(name).equals(from.get(name))) {
                ObjectNode entry = changed.putObject(name);
                entry.set("from", from.path(name).isMissingNode() ? null : from.get(name));
                entry.set("to", to.get(name));
            }
        });
        from.fieldNames().forEachRemaining(name -> {
            if (!to.has(name)) {
                changed.putObject(name).<ObjectNode>set("from", from.get(name)).putNull("to");
            }
        });
        return changed;
    }

    /**
     * Each version with what it changed.
     *
     * @param stored newest first
     * @param more whether the last one is only there for the one before it
     */
    static List<LiveVersion> history(List<LiveStore.Stored> stored, boolean more) {
        List<LiveVersion> history = new ArrayList<>();
        int shown = stored.size() - (more ? 1 : 0);
        for (int i = 0; i < shown; i++) {
            LiveStore.Stored one = stored.get(i);
            LiveStore.Stored before = i + 1 < stored.size() ? stored.get(i + 1) : null;
            history.add(new LiveVersion(
                    one.version(), one.at(), one.by(), one.door(), one.rolledBackTo(), changed(before, one)));
        }
        return history;
    }

    private static @Nullable ObjectNode changed(LiveStore.@Nullable Stored before, LiveStore.Stored one) {
        if (one.version() == 1) {
            return between(NOTHING, one.values());
        }
        return before != null && before.version() == one.version() - 1 ? between(before.values(), one.values()) : null;
    }
}
