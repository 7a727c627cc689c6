package io.mist.server.run;

import io.mist.protocol.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** Runs in the database. */
final class RunStore {

    private static final String COLUMNS =
            "seq, id, started_by, created, plan, state_detail, attempt, restarts, revision";

    private static final RowMapper<Run> RUN = (row, context) -> new Run(
            row.getLong("seq"),
            row.getString("id"),
            row.getString("started_by"),
            row.getObject("created", java.time.OffsetDateTime.class).toInstant(),
            Json.read(row.getString("plan"), RunPlan.class),
            Json.read(row.getString("state_detail"), RunState.class),
            row.getInt("attempt"),
            row.getInt("restarts"),
            row.getLong("revision"));

    private final Jdbi jdbi;

    RunStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @return false if a run of this route has this key already */
    boolean insert(String id, String startedBy, Instant created, RunPlan plan, RunState state, @Nullable String key) {
        try {
            jdbi.useHandle(handle -> handle.createUpdate(
                            "insert into runs (id, route, namespace, start_key, started_by, created, plan, state,"
                                    + " state_detail, attempt, restarts, revision) values (:id, :route, :namespace, :key,"
                                    + " :by, :created, :plan, :state, :detail, 1, 0, 1)")
                    .bind("id", id)
                    .bind("route", plan.route())
                    .bind("namespace", plan.namespace())
                    .bind("key", key)
                    .bind("by", startedBy)
                    .bind("created", created)
                    .bind("plan", Json.write(plan))
                    .bind("state", state.name())
                    .bind("detail", Json.write(state))
                    .execute());
            return true;
        } catch (UnableToExecuteStatementException e) {
            if (key != null && findByKey(plan.route(), key).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    Optional<Run> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS + " from runs where id = :id")
                .bind("id", id)
                .map(RUN)
                .findOne());
    }

    Optional<Run> findByKey(String route, String key) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select " + COLUMNS + " from runs where route = :route and start_key = :key")
                .bind("route", route)
                .bind("key", key)
                .map(RUN)
                .findOne());
    }

    /** @return false if the run is no longer at the revision before this one */
    boolean update(Run next) {
        return jdbi.withHandle(handle -> handle.createUpdate(
                                "update runs set state = :state, state_detail = :detail, attempt = :attempt,"
                                        + " restarts = :restarts, revision = :revision where id = :id and revision = :seen")
                        .bind("state", next.state().name())
                        .bind("detail", Json.write(next.state()))
                        .bind("attempt", next.attempt())
                        .bind("restarts", next.restarts())
                        .bind("revision", next.revision())
                        .bind("id", next.id())
                        .bind("seen", next.revision() - 1)
                        .execute())
                == 1;
    }

    /** Newest first. */
    List<Run> page(@Nullable String route, @Nullable String state, long before, int limit) {
        String where = (route == null ? "" : " and route = :route") + (state == null ? "" : " and state = :state");
        return jdbi.withHandle(handle -> {
            var query = handle.createQuery("select " + COLUMNS + " from runs where seq < :before" + where
                            + " order by seq desc limit :limit")
                    .bind("before", before)
                    .bind("limit", limit);
            if (route != null) {
                query.bind("route", route);
            }
            if (state != null) {
                query.bind("state", state);
            }
            return query.map(RUN).list();
        });
    }

    /** Oldest first. */
    List<Run> active() {
        return jdbi.withHandle(handle -> handle.createQuery("select " + COLUMNS
                        + " from runs where state not in ('SUCCEEDED', 'FAILED', 'CANCELLED') order by seq")
                .map(RUN)
                .list());
    }

    Map<String, Long> countByState() {
        return jdbi.withHandle(handle -> handle.createQuery("select state, count(*) as runs from runs group by state")
                .reduceRows(new java.util.TreeMap<>(), (counts, row) -> {
                    counts.put(row.getColumn("state", String.class), row.getColumn("runs", Long.class));
                    return counts;
                }));
    }
}
