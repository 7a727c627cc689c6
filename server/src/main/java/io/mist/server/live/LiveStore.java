package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.server.config.LiveConfig;
import io.mist.server.feed.Change;
import io.mist.server.feed.ChangeSource;
import io.mist.server.feed.ChangeTable;
import io.mist.server.gate.LiveView;
import io.mist.server.live.LiveKeys.Key;
import io.mist.server.live.LiveKeys.KeyedChange;
import io.mist.server.run.RunRows;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * Versions of live values in the database. The newest of each run are kept, and those that its queries have applied last;
 * the changes that made them are known by key, for the newest changes.
 */
final class LiveStore implements ChangeSource<LiveUpdate> {

    private static final Pattern SPARKS_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** A page of the history has no more than so many characters of values, but at least one version. */
    private static final long PAGE_CHARACTERS = 8 << 20;

    /**
     * All values of one version, and its maker.
     *
     * @param rolledBackTo the version whose values these are again; null if they are not
     */
    record Stored(
            long version,
            Instant at,
            String by,
            String door,
            @Nullable Long rolledBackTo,
            ObjectNode values) {

        String text() {
            return Json.write(values);
        }
    }

    /**
     * A part of the history.
     *
     * @param more whether the last one is of the next part, and only there to be compared with
     */
    record Slice(List<Stored> stored, boolean more) {}

    private record Size(long version, long size) {}

    private static final RowMapper<Stored> STORED = (row, context) -> new Stored(
            row.getLong("version"),
            row.getObject("made", OffsetDateTime.class).toInstant(),
            row.getString("made_by"),
            row.getString("door"),
            row.getObject("rolled_back_to", Long.class),
            Json.parseObject(row.getString("live_values")));

    /** Every row has a query that has applied values; one of them has the values of the newest version. */
    private static final String STATE = "select " + RunRows.COLUMNS + ", v.version, v.made, v.made_by, v.door,"
            + " v.rolled_back_to, a.query, a.version as applied_version, a.epoch, a.made as applied_at,"
            + " case when a.query is null or a.query = (select min(query) from live_applied where run = r.id)"
            + " then v.live_values end as live_values, %s from runs r"
            + " left join live_versions v on v.run = r.id"
            + " and v.version = (select max(version) from live_versions where run = r.id)"
            + " left join live_applied a on a.run = r.id where r.id = :run order by a.query";

    private static final String WITHOUT_HISTORY = STATE.formatted("0 as oldest, 0 as kept_size");
    private static final String WITH_HISTORY =
            STATE.formatted("(select min(version) from live_versions where run = r.id) as oldest,"
                    + " (select sum(size) from live_versions where run = r.id) as kept_size");

    private final Jdbi jdbi;
    private final LiveConfig limits;
    private final LiveKeys keys;
    private final ChangeTable changes = new ChangeTable("live_changes");

    LiveStore(Jdbi jdbi, LiveConfig limits) {
        this.jdbi = jdbi;
        this.limits = limits;
        this.keys = new LiveKeys(limits.keys());
    }

    /** A run with its newest version and what its queries have applied, in one statement. */
    Optional<LiveState> state(String run) {
        return state(run, WITHOUT_HISTORY);
    }

    /** The same, with what is needed for the next version. */
    Optional<LiveState> stateWithHistory(String run) {
        return state(run, WITH_HISTORY);
    }

    private Optional<LiveState> state(String run, String query) {
        return jdbi.withHandle(handle -> handle.createQuery(query)
                .bind("run", run)
                .scanResultSet((rows, context) -> {
                    try (var closing = context;
                            ResultSet row = rows.get()) {
                        return LiveStateRows.read(row);
                    }
                }));
    }

    /** Stores the first version of a run, unless it has one. */
    void begin(String run, Stored first) {
        jdbi.useHandle(handle -> insertVersion(handle, run, first, first.text()));
    }

    /**
     * Stores the next version and the key of its change, and removes the versions beyond those that are kept.
     *
     * @return the number of the change; empty if the run has this version or this key already: another change was first
     */
    OptionalLong append(LiveState before, Stored next, @Nullable Key key) {
        String run = before.run().id();
        String text = next.text();
        return jdbi.inTransaction(handle -> {
            if (!insertVersion(handle, run, next, text)) {
                return OptionalLong.empty();
            }
            if (key != null && !keys.insert(handle, run, key, next.version())) {
                handle.rollback();
                return OptionalLong.empty();
            }
            if (isFull(before, next.version(), text.length())) {
                removeOldVersions(handle, run, next.version());
            }
            return OptionalLong.of(changes.append(handle, Map.of("run", run, "version", next.version())));
        });
    }

    private boolean isFull(LiveState before, long version, int size) {
        return version - before.oldest() >= limits.historyVersions()
                || before.keptSize() + size > limits.historyBytes();
    }

    private void removeOldVersions(Handle handle, String run, long newest) {
        handle.createUpdate("delete from live_versions where run = :run and version < :newest"
                        + " and version not in (select version from live_applied where run = :run)"
                        + " and (version <= :newest - :most or version in (select version from (select version,"
                        + " sum(size) over (order by version desc) as total from live_versions where run = :run)"
                        + " sums where total > :bytes))")
                .bind("run", run)
                .bind("newest", newest)
                .bind("most", limits.historyVersions())
                .bind("bytes", limits.historyBytes())
                .execute();
    }

    /**
     * Notes that a change has the values of a version that is there already.
     *
     * @return false if the run has this key already
     */
    boolean insertKey(String run, Key key, long version) {
        return jdbi.inTransaction(handle -> keys.insert(handle, run, key, version));
    }

    private static boolean insertVersion(Handle handle, String run, Stored stored, String text) {
        return handle.createUpdate("insert into live_versions (run, version, made, made_by, door, rolled_back_to,"
                                + " live_values, size) values (:run, :version, :made, :by, :door, :rolledBackTo,"
                                + " :values, :size) on conflict do nothing")
                        .bind("run", run)
                        .bind("version", stored.version())
                        .bind("made", stored.at())
                        .bind("by", stored.by())
                        .bind("door", stored.door())
                        .bind("rolledBackTo", stored.rolledBackTo())
                        .bind("values", text)
                        .bind("size", text.length())
                        .execute()
                == 1;
    }

    /** The change that came with this key. */
    Optional<KeyedChange> keyed(String run, String key) {
        return jdbi.withHandle(handle -> keys.find(handle, run, key));
    }

    Optional<Stored> find(String run, long version) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from live_versions where run = :run and version = :version")
                        .bind("run", run)
                        .bind("version", version)
                        .map(STORED)
                        .findOne());
    }

    Optional<Stored> newest(String run) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from live_versions where run = :run order by version desc limit 1")
                .bind("run", run)
                .map(STORED)
                .findOne());
    }

    /**
     * Newest first.
     *
     * @param before only older ones
     */
    Slice history(String run, int limit, long before) {
        List<Size> sizes = jdbi.withHandle(handle -> handle.createQuery("select version, size from live_versions"
                        + " where run = :run and version < :before order by version desc limit :limit")
                .bind("run", run)
                .bind("before", before)
                .bind("limit", limit + 1)
                .map((row, context) -> new Size(row.getLong("version"), row.getLong("size")))
                .list());
        if (sizes.isEmpty()) {
            return new Slice(List.of(), false);
        }
        int last = 0;
        long characters = sizes.get(0).size();
        while (last + 1 < sizes.size() && (last == 0 || characters <= PAGE_CHARACTERS)) {
            last++;
            characters += sizes.get(last).size();
        }
        long oldest = sizes.get(last).version();
        boolean more = last + 1 < sizes.size() || sizes.size() > limit;
        List<Stored> stored =
                jdbi.withHandle(handle -> handle.createQuery("select * from live_versions where run = :run"
                                + " and version < :before and version >= :oldest order by version desc")
                        .bind("run", run)
                        .bind("before", before)
                        .bind("oldest", oldest)
                        .map(STORED)
                        .list());
        return new Slice(stored, more);
    }

    /** The oldest version that is kept; 1 if there is none. */
    long oldest(String run) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select coalesce(min(version), 1) from live_versions where run = :run")
                        .bind("run", run)
                        .mapTo(Long.class)
                        .one());
    }

    /** @return the number of the change; empty if there is no such run */
    OptionalLong apply(String run, LiveView.Applied applied) {
        return changing(
                run,
                handle -> handle.createUpdate("merge into live_applied t"
                                + " using (select id from runs where id = :run) s on t.run = s.id and t.query = :query"
                                + " when matched then update set version = :version, epoch = :epoch, made = :made"
                                + " when not matched then insert (run, query, version, epoch, made)"
                                + " values (s.id, :query, :version, :epoch, :made)")
                        .bind("run", run)
                        .bind("query", applied.query())
                        .bind("version", applied.version())
                        .bind("epoch", applied.epoch())
                        .bind("made", applied.at())
                        .execute());
    }

    /**
     * A query has ended.
     *
     * @return the number of the change; empty if the query had applied nothing
     */
    OptionalLong forget(String run, String query) {
        return changing(
                run,
                handle -> handle.createUpdate("delete from live_applied where run = :run and query = :query")
                        .bind("run", run)
                        .bind("query", query)
                        .execute());
    }

    private OptionalLong changing(String run, ToIntFunction<Handle> update) {
        return jdbi.inTransaction(handle -> update.applyAsInt(handle) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(changes.append(handle, Map.of("run", run))));
    }

    /** Queries without a name go by Spark's ids, which are others when the run is restarted. */
    void forgetUnnamed(String run, Instant reportedBefore) {
        state(run).map(LiveState::applied).orElse(List.of()).stream()
                .filter(applied -> applied.at().isBefore(reportedBefore))
                .map(LiveView.Applied::query)
                .filter(query -> SPARKS_ID.matcher(query).matches())
                .forEach(query -> forget(run, query));
    }

    @Override
    public long newest() {
        return jdbi.withHandle(changes::newest);
    }

    private record Row(long number, String run, @Nullable Long version, long size) {}

    /** A version with its own values as long as they are kept, everything else as it is now. */
    @Override
    public List<Change<LiveUpdate>> after(long number, int limit) {
        List<Row> rows = jdbi.withHandle(handle -> handle.createQuery("select c.seq, c.run, c.version,"
                        + " coalesce(v.size, 0) as size from live_changes c join runs r on r.id = c.run"
                        + " left join live_versions v on v.run = c.run and v.version = c.version"
                        + " where c.seq > :after order by c.seq limit :limit")
                .bind("after", number)
                .bind("limit", limit)
                .map((row, context) -> new Row(
                        row.getLong("seq"),
                        row.getString("run"),
                        row.getObject("version", Long.class),
                        row.getLong("size")))
                .list());
        List<Change<LiveUpdate>> found = new ArrayList<>();
        long characters = 0;
        for (Row row : rows) {
            characters += row.size();
            if (characters > PAGE_CHARACTERS && !found.isEmpty()) {
                break;
            }
            state(row.run())
                    .map(state -> new Change<>(row.number(), update(state, row.version())))
                    .ifPresent(found::add);
        }
        return found;
    }

    private LiveUpdate update(LiveState state, @Nullable Long version) {
        Stored shown = version == null || version == state.newest().version()
                ? state.newest()
                : find(state.run().id(), version).orElse(state.newest());
        return new LiveUpdate(state.run(), state.view(shown), version);
    }

    /** Removes what there is of runs; their changes stay until they are trimmed. */
    void remove(List<String> runs) {
        jdbi.useTransaction(handle -> {
            for (String table : List.of("live_applied", "live_keys", "live_versions")) {
                handle.createUpdate("delete from " + table + " where run in (<runs>)")
                        .bindList("runs", runs)
                        .execute();
            }
        });
    }

    /** @return how many were removed, at most {@code most} */
    int trimChanges(long kept, int most) {
        return jdbi.withHandle(handle -> changes.trim(handle, kept, most));
    }
}
