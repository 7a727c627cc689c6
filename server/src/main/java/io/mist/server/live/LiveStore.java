package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.server.door.LiveView;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** Versions of live values in the database. */
final class LiveStore {

    /** All values of one version, and who made it. */
    record Stored(long version, Instant at, String by, String door, ObjectNode values) {}

    private static final RowMapper<Stored> STORED = (row, context) -> new Stored(
            row.getLong("version"),
            row.getObject("made", OffsetDateTime.class).toInstant(),
            row.getString("made_by"),
            row.getString("door"),
            Json.parseObject(row.getString("live_values")));

    private final Jdbi jdbi;

    LiveStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Stores a version, and the key of the change that made it.
     *
     * @return false if the run has this version or this key already: somebody else was first
     */
    boolean insert(String run, Stored stored, @Nullable String key) {
        try {
            jdbi.useTransaction(handle -> {
                insertVersion(handle, run, stored);
                insertKey(handle, run, key, stored.version());
            });
            return true;
        } catch (UnableToExecuteStatementException e) {
            if (find(run, stored.version()).isPresent() || (key != null && isKnown(run, key))) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Notes that a change has the values of a version that is there already.
     *
     * @return false if the run has this key already
     */
    boolean insertKey(String run, @Nullable String key, long version) {
        try {
            jdbi.useHandle(handle -> insertKey(handle, run, key, version));
            return true;
        } catch (UnableToExecuteStatementException e) {
            if (key != null && isKnown(run, key)) {
                return false;
            }
            throw e;
        }
    }

    private static void insertVersion(Handle handle, String run, Stored stored) {
        handle.createUpdate("insert into live_versions (run, version, made, made_by, door,"
                        + " live_values) values (:run, :version, :made, :by, :door, :values)")
                .bind("run", run)
                .bind("version", stored.version())
                .bind("made", stored.at())
                .bind("by", stored.by())
                .bind("door", stored.door())
                .bind("values", Json.write(stored.values()))
                .execute();
    }

    private static void insertKey(Handle handle, String run, @Nullable String key, long version) {
        if (key != null) {
            handle.createUpdate("insert into live_keys (run, change_key, version) values (:run, :key, :version)")
                    .bind("run", run)
                    .bind("key", key)
                    .bind("version", version)
                    .execute();
        }
    }

    /** The version that the change with this key made. */
    OptionalLong versionOf(String run, String key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                                "select version from live_keys where run = :run and change_key = :key")
                        .bind("run", run)
                        .bind("key", key)
                        .mapTo(Long.class)
                        .findOne())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private boolean isKnown(String run, String key) {
        return versionOf(run, key).isPresent();
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

    /** Newest first. */
    List<Stored> history(String run, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from live_versions where run = :run order by version desc limit :limit")
                .bind("run", run)
                .bind("limit", limit)
                .map(STORED)
                .list());
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

    List<LiveView.Applied> applied(String run) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from live_applied where run = :run order by query")
                .bind("run", run)
                .map((row, context) -> new LiveView.Applied(
                        row.getString("query"),
                        row.getLong("version"),
                        row.getLong("epoch"),
                        row.getObject("made", OffsetDateTime.class).toInstant()))
                .list());
    }
}
