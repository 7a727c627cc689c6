package io.mist.worker.live.carry;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/** How one version of a run's live values travels to tasks. Guarded by its {@link LiveCarrier}. */
final class VersionParcel {

    private final String text;
    private final @Nullable Broadcast<byte[]> values;
    private final Map<String, LargeColumn> columns = new HashMap<>();
    private final Set<String> small = new HashSet<>();

    /**
     * @param text what travels with each task: the values, or what they are fetched by
     * @param values the broadcast of a large version; null if the text holds the values
     */
    VersionParcel(String text, @Nullable Broadcast<byte[]> values) {
        this.text = text;
        this.values = values;
    }

    String text() {
        return text;
    }

    boolean isLarge() {
        return values != null;
    }

    /** The live parameters that are known to be small although the version is large. */
    Set<String> small() {
        return small;
    }

    /** The large live parameters that stand in a plan, by name. */
    Map<String, LargeColumn> columns() {
        return columns;
    }

    void leaveExecutors() {
        if (values != null) {
            values.unpersist(false);
        }
        columns.values().forEach(LargeColumn::leaveExecutors);
    }

    void destroy() {
        if (values != null) {
            values.destroy();
        }
        columns.values().forEach(LargeColumn::destroy);
    }
}
