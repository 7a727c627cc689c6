package io.mist.server.live;

import io.mist.protocol.Json;
import io.mist.server.gate.LiveView;
import io.mist.server.run.Run;
import io.mist.server.run.RunRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a {@link LiveState}: a row per query, one of which has the values. */
final class LiveStateRows {

    private LiveStateRows() {}

    static Optional<LiveState> read(ResultSet row) throws SQLException {
        if (!row.next()) {
            return Optional.empty();
        }
        Run run = RunRows.read(row);
        Long version = row.getObject("version", Long.class);
        long oldest = row.getLong("oldest");
        long keptSize = row.getLong("kept_size");
        Instant at = version == null ? Instant.EPOCH : time(row, "made");
        String by = row.getString("made_by");
        String door = row.getString("door");
        Long rolledBackTo = row.getObject("rolled_back_to", Long.class);
        String values = null;
        List<LiveView.Applied> applied = new ArrayList<>();
        do {
            values = values == null ? row.getString("live_values") : values;
            addApplied(row, applied);
        } while (row.next());
        LiveStore.Stored newest = version == null || values == null
                ? planned(run)
                : new LiveStore.Stored(version, at, by, door, rolledBackTo, Json.parseObject(values));
        return Optional.of(new LiveState(run, newest, applied, Math.max(1, oldest), keptSize));
    }

    /** A run whose server died right after it was stored has no version yet: its first is what it was planned with. */
    static LiveStore.Stored planned(Run run) {
        return new LiveStore.Stored(
                1, run.created(), run.startedBy(), "", null, run.plan().live());
    }

    private static void addApplied(ResultSet row, List<LiveView.Applied> applied) throws SQLException {
        @Nullable String query = row.getString("query");
        if (query != null) {
            applied.add(new LiveView.Applied(
                    query,
                    row.getLong("applied_version"),
                    row.getObject("epoch", Long.class),
                    time(row, "applied_at")));
        }
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
