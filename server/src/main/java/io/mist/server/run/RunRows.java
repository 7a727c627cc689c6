package io.mist.server.run;

import io.mist.protocol.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import org.jdbi.v3.core.mapper.RowMapper;

/** How a run is read from the table {@code runs}, named {@code r} in the statement. */
public final class RunRows {

    /** The columns of a run that never change. */
    private static final String FIXED = "r.seq as run_seq, r.id, r.started_by, r.created, r.plan";

    public static final String COLUMNS = FIXED + ", r.state_detail, r.attempt, r.restarts, r.revision";

    /** The columns of a run with the state of a change, named {@code c}. */
    static final String COLUMNS_OF_CHANGE = FIXED + ", c.state_detail, c.attempt, c.restarts, c.revision";

    static final RowMapper<Run> RUN = (row, context) -> read(row);

    private RunRows() {}

    public static Run read(ResultSet row) throws SQLException {
        return new Run(
                row.getLong("run_seq"),
                row.getString("id"),
                row.getString("started_by"),
                row.getObject("created", OffsetDateTime.class).toInstant(),
                Json.read(row.getString("plan"), RunPlan.class),
                Json.read(row.getString("state_detail"), RunState.class),
                row.getInt("attempt"),
                row.getInt("restarts"),
                row.getLong("revision"));
    }
}
