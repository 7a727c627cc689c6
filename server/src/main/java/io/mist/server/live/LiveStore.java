package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.server.config.LiveConfig;
import io.mist.server.gate.LiveView;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * Versions of live values in the database. Of each run the newest are kept, and those that its queries have applied last;
 * what made them is remembered by key, for the newest changes.
 */
final class LiveStore {

    private static final Pattern SPARKS_ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** A page of the history has no more than so many characters of values, but at least one version. */
    private static final long PAGE_CHARACTERS = 8 << 20;

    /**
     * All values of one version, and who made it.
     *
     * @param rolledBackTo the version whose values these are again; null if they are not
     */
    record Stored(
            long version,
            Instant at,
            String by,
            String door,
            @Nullable Long rolledBackTo,
            ObjectNode values) {}

    /**
     * The key of a change.
     *
     * @param content stands for what was to be changed
     */
    record Key(String text, String content) {}

    /**
     * What the change with a key has made.
     *
     * @param content as in {@link Key}; null if it is not known
     */
    record Made(long version, @Nullable String content) {}

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

    private final Jdbi jdbi;
    private final LiveConfig limits;

    LiveStore(Jdbi jdbi, LiveConfig limits) {
        this.jdbi = jdbi;
        this.limits = limits;
    }

    /**
     * Stores a version, and the key of the change that made it, and removes the versions that are not kept any more.
     *
     * @return false if the run has this version or this key already: somebody else was first
     */
    boolean insert(String run, Stored stored, @Nullable Key key) {
        try {
            jdbi.useTransaction(handle -> {
                insertVersion(handle, run, stored);
                insertKey(handle, run, key, stored.version());
                removeOldVersions(handle, run, stored.version());
            });
            return true;
        } catch (UnableToExecuteStatementException e) {
            if (find(run, stored.version()).isPresent() || (key != null && isKnown(run, key))) {
                return false;
            }
            throw e;
        }
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
    boolean insertKey(String run, @Nullable Key key, long version) {
        try {
            jdbi.useTransaction(handle -> insertKey(handle, run, key, version));
            return true;
        } catch (UnableToExecuteStatementException e) {
            if (key != null && isKnown(run, key)) {
                return false;
            }
            throw e;
        }
    }

    private static void insertVersion(Handle handle, String run, Stored stored) {
        String values = Json.write(stored.values());
        handle.createUpdate(
                        "insert into live_versions (run, version, made, made_by, door, rolled_back_to,"
                                + " live_values, size) values (:run, :version, :made, :by, :door, :rolledBackTo, :values, :size)")
                .bind("run", run)
                .bind("version", stored.version())
                .bind("made", stored.at())
                .bind("by", stored.by())
                .bind("door", stored.door())
                .bind("rolledBackTo", stored.rolledBackTo())
                .bind("values", values)
                .bind("size", values.length())
                .execute();
    }

    private void insertKey(Handle handle, String run, @Nullable Key key, long version) {
        if (key == null) {
            return;
        }
        long seq = handle.createQuery("select coalesce(max(seq), 0) + 1 from live_keys where run = :run")
                .bind("run", run)
                .mapTo(Long.class)
                .one();
        handle.createUpdate("insert into live_keys (run, change_key, version, content, seq)"
                        + " values (:run, :key, :version, :content, :seq)")
                .bind("run", run)
                .bind("key", key.text())
                .bind("version", version)
                .bind("content", key.content())
                .bind("seq", seq)
                .execute();
        handle.createUpdate("delete from live_keys where run = :run and seq <= :seq")
                .bind("run", run)
                .bind("seq", seq - limits.keys())
                .execute();
    }

    /** What the change with this key made. */
    Optional<Made> madeBy(String run, String key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select version, content from live_keys where run = :run and change_key = :key")
                .bind("run", run)
                .bind("key", key)
                .map((row, context) -> new Made(row.getLong("version"), row.getString("content")))
                .findOne());
    }

    private boolean isKnown(String run, Key key) {
        return madeBy(run, key.text()).isPresent();
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

    void applied(String run, LiveView.Applied applied) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from live_applied where run = :run and query = :query")
                    .bind("run", run)
                    .bind("query", applied.query())
                    .execute();
            handle.createUpdate("insert into live_applied (run, query, version, epoch, made) values (:run, :query,"
                            + " :version, :epoch, :made)")
                    .bind("run", run)
                    .bind("query", applied.query())
                    .bind("version", applied.version())
                    .bind("epoch", applied.epoch())
                    .bind("made", applied.at())
                    .execute();
        });
    }

    /** A query has ended. */
    void forget(String run, String query) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from live_applied where run = :run and query = :query")
                .bind("run", run)
                .bind("query", query)
                .execute());
    }

    /** Queries without a name are told apart by Spark's ids, which are others when the run is restarted. */
    void forgetUnnamed(String run, Instant reportedBefore) {
        applied(run).stream()
                .filter(applied -> applied.at().isBefore(reportedBefore))
                .map(LiveView.Applied::query)
                .filter(query -> SPARKS_ID.matcher(query).matches())
                .forEach(query -> forget(run, query));
    }

    List<LiveView.Applied> applied(String run) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from live_applied where run = :run order by query")
                .bind("run", run)
                .map((row, context) -> new LiveView.Applied(
                        row.getString("query"),
                        row.getLong("version"),
                        row.getObject("epoch", Long.class),
                        row.getObject("made", OffsetDateTime.class).toInstant()))
                .list());
    }
}
