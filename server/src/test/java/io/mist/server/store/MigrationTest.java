package io.mist.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import io.mist.server.run.ManualClock;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory of the version before. */
class MigrationTest {

    private static final String BEFORE_CHANGES = "6";

    @TempDir
    private Path directory;

    private static void insert(Connection connection, String id, RunState state) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into runs (id, route, namespace, started_by, created, plan, state, state_detail, attempt,"
                        + " restarts, revision) values (?, 'word-count', 'default', 'http:ada', ?, ?, ?, ?, 1, 0, 3)")) {
            insert.setString(1, id);
            insert.setObject(2, SampleRuns.NOON.atOffset(java.time.ZoneOffset.UTC));
            insert.setString(3, Json.write(SampleRuns.aBatchPlan()));
            insert.setString(4, state.name());
            insert.setString(5, Json.write(state));
            insert.execute();
        }
    }

    @Test
    void runsOfTheVersionBeforeContinueAndTheirNextStatesAreHeard() throws Exception {
        String url = Database.url(directory);
        Flyway.configure()
                .dataSource(url, "", "")
                .locations("classpath:db/migration")
                .target(BEFORE_CHANGES)
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url)) {
            insert(connection, "active", new RunState.Running("w1", SampleRuns.NOON));
            insert(connection, "ended", new RunState.Failed(SampleRuns.aReason(), SampleRuns.NOON));
        }

        try (Database database = Database.open(directory)) {
            Runs runs = new Runs(database.jdbi(), new ManualClock(SampleRuns.NOON));
            List<String> heard = new CopyOnWriteArrayList<>();
            runs.onChange(run -> heard.add(run.id() + " " + run.state().name()));
            SampleRuns.becomes(runs, runs.require("active"), new RunState.Failed(SampleRuns.aReason(), runs.now()));

            assertThat(heard).containsExactly("active FAILED");
            assertThat(runs.page(null, null, Long.MAX_VALUE, 10))
                    .extracting(Run::id)
                    .containsExactly("ended", "active");
            assertThat(ended(database)).containsExactly("active", "ended");
        }
    }

    private static List<String> ended(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select id from runs where ended is not null order by id")
                        .mapTo(String.class)
                        .list());
    }
}
