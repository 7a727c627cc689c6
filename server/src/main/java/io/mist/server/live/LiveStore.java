package io.mist.server.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.server.door.LiveView;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

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

    /** @return false if the run has this version already: somebody else was first */
    boolean insert(String run, Stored stored) {
        try {
            jdbi.useHandle(handle -> handle.createUpdate("insert into live_versions (run, version, made, made_by, door,"
                            + " live_values) values (:run, :version, :made, :by, :door, :values)")
                    .bind("run", run)
                    .bind("version", stored.version())
                    .bind("made", stored.at())
                    .bind("by", stored.by())
                    .bind("door", stored.door())
                    .bind("values", Json.write(stored.values()))
                    .execute());
            return true;
        } catch (UnableToExecuteStatementException e) {
            if (find(run, stored.version()).isPresent()) {
                return false;
            }
            throw e;
        }
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
