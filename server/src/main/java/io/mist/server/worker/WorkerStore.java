package io.mist.server.worker;

import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Workers in the database, so that a server which starts knows those that its predecessor left running. */
public final class WorkerStore {

    record Stored(String id, String context, String tokenHash, long pid, Path log, Instant started) {}

    private final Jdbi jdbi;

    public WorkerStore(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    void insert(Stored worker) {
        jdbi.useHandle(
                handle -> handle.createUpdate("insert into workers (id, context, token_hash, pid, log_file, started)"
                                + " values (:id, :context, :hash, :pid, :log, :started)")
                        .bind("id", worker.id())
                        .bind("context", worker.context())
                        .bind("hash", worker.tokenHash())
                        .bind("pid", worker.pid())
                        .bind("log", worker.log().toString())
                        .bind("started", worker.started())
                        .execute());
    }

    void delete(String id) {
        jdbi.useHandle(handle -> handle.createUpdate("delete from workers where id = :id")
                .bind("id", id)
                .execute());
    }

    List<Stored> all() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from workers order by started")
                .map((row, context) -> new Stored(
                        row.getString("id"),
                        row.getString("context"),
                        row.getString("token_hash"),
                        row.getLong("pid"),
                        Path.of(row.getString("log_file")),
                        row.getObject("started", OffsetDateTime.class).toInstant()))
                .list());
    }
}
