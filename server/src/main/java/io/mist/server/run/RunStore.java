package io.mist.server.run;

import io.mist.protocol.Json;
import io.mist.server.feed.Change;
import io.mist.server.feed.ChangeSource;
import io.mist.server.feed.ChangeTable;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Runs in the database, and the changes of their states. */
final class RunStore implements ChangeSource<Run> {

    private static final String SELECT = "select " + RunRows.COLUMNS + " from runs r";

    private final Jdbi jdbi;
    private final ChangeTable changes = new ChangeTable("run_changes");

    RunStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** @return empty if a run of this route has this key already */
    Optional<Change<Run>> insert(
            String id, String startedBy, Instant created, RunPlan plan, RunState state, @Nullable String key) {
        return jdbi.inTransaction(handle -> handle.createUpdate(
                        "insert into runs (id, route, namespace, start_key, started_by, created, plan, state,"
                                + " state_detail, attempt, restarts, revision) values (:id, :route, :namespace, :key,"
                                + " :by, :created, :plan, :state, :detail, 1, 0, 1) on conflict do nothing")
                .bind("id", id)
                .bind("route", plan.route())
                .bind("namespace", plan.namespace())
                .bind("key", key)
                .bind("by", startedBy)
                .bind("created", created)
                .bind("plan", Json.write(plan))
                .bind("state", state.name())
                .bind("detail", Json.write(state))
                .executeAndReturnGeneratedKeys("seq")
                .mapTo(Long.class)
                .findOne()
                .map(seq -> append(handle, new Run(seq, id, startedBy, created, plan, state, 1, 0, 1))));
    }

    Optional<Run> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " where r.id = :id")
                .bind("id", id)
                .map(RunRows.RUN)
                .findOne());
    }

    Optional<Run> findByKey(String route, String key) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " where r.route = :route and r.start_key = :key")
                .bind("route", route)
                .bind("key", key)
                .map(RunRows.RUN)
                .findOne());
    }

    /** @return empty if the run is no longer at the revision before this one */
    Optional<Change<Run>> update(Run next) {
        return jdbi.inTransaction(handle -> {
            int updated = handle.createUpdate(
                            "update runs set state = :state, state_detail = :detail, attempt = :attempt, restarts = :restarts,"
                                    + " revision = :revision, ended = :ended where id = :id and revision = :seen")
                    .bind("state", next.state().name())
                    .bind("detail", Json.write(next.state()))
                    .bind("attempt", next.attempt())
                    .bind("restarts", next.restarts())
                    .bind("revision", next.revision())
                    .bind("ended", next.state().hasEnded() ? next.state().since() : null)
                    .bind("id", next.id())
                    .bind("seen", next.revision() - 1)
                    .execute();
            return updated == 1 ? Optional.of(append(handle, next)) : Optional.empty();
        });
    }

    private Change<Run> append(Handle handle, Run run) {
        long number = changes.append(
                handle,
                Map.of(
                        "run", run.id(),
                        "revision", run.revision(),
                        "state_detail", Json.write(run.state()),
                        "attempt", run.attempt(),
                        "restarts", run.restarts()));
        return new Change<>(number, run);
    }

    @Override
    public long newest() {
        return jdbi.withHandle(changes::newest);
    }

    /** Every state of every run that is there; changes of runs that have been removed are passed over. */
    @Override
    public List<Change<Run>> after(long number, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select c.seq, " + RunRows.COLUMNS_OF_CHANGE
                                + " from run_changes c join runs r on r.id = c.run where c.seq > :after order by c.seq limit :limit")
                .bind("after", number)
                .bind("limit", limit)
                .map((row, context) -> new Change<>(row.getLong("seq"), RunRows.read(row)))
                .list());
    }

    /** @return how many were removed, at most {@code most} */
    int trimChanges(long kept, int most) {
        return jdbi.withHandle(handle -> changes.trim(handle, kept, most));
    }

    /** Newest first. */
    List<Run> page(@Nullable String route, @Nullable String state, long before, int limit) {
        String where = (route == null ? "" : " and r.route = :route") + (state == null ? "" : " and r.state = :state");
        return jdbi.withHandle(handle -> {
            var query = handle.createQuery(
                            SELECT + " where r.seq < :before" + where + " order by r.seq desc limit :limit")
                    .bind("before", before)
                    .bind("limit", limit);
            if (route != null) {
                query.bind("route", route);
            }
            if (state != null) {
                query.bind("state", state);
            }
            return query.map(RunRows.RUN).list();
        });
    }

    /** Oldest first. */
    List<Run> active() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        SELECT + " where r.state not in ('SUCCEEDED', 'FAILED', 'CANCELLED') order by r.seq")
                .map(RunRows.RUN)
                .list());
    }

    Map<String, Long> countByState() {
        return jdbi.withHandle(handle -> handle.createQuery("select state, count(*) as runs from runs group by state")
                .reduceRows(new TreeMap<>(), (counts, row) -> {
                    counts.put(row.getColumn("state", String.class), row.getColumn("runs", Long.class));
                    return counts;
                }));
    }

    /** Runs that ended before a time, the oldest ends first. */
    List<String> endedBefore(Instant time, int limit) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select id from runs where ended < :time order by ended, seq limit :limit")
                        .bind("time", time)
                        .bind("limit", limit)
                        .mapTo(String.class)
                        .list());
    }

    /** Ended runs beside the newest so many. */
    List<String> endedBeyond(int kept, int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select id from runs where ended is not null"
                        + " order by ended desc, seq desc limit :limit offset :kept")
                .bind("kept", kept)
                .bind("limit", limit)
                .mapTo(String.class)
                .list());
    }

    /** The changes of a removed run stay until they are trimmed. */
    void removeEnded(List<String> ids) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from runs where ended is not null and id in (<ids>)")
                .bindList("ids", ids)
                .execute());
    }
}
