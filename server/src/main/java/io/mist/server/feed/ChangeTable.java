package io.mist.server.feed;

import io.mist.protocol.MistException;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * A table whose rows are numbered without holes in the order in which they are committed, so that a reader who has seen a
 * number has seen all below it. A row takes the number after the newest one. When two transactions take the same, the
 * second waits for the end of the first and then takes the next one; therefore {@link #append} is the last statement of
 * its transaction. The newest row is never removed, as its number would be taken twice.
 */
public final class ChangeTable {

    /** A transaction loses a number only to another one that has committed. */
    private static final int MAX_RACES = 10_000;

    private final String name;

    /** @param name of a table with the key {@code seq} and the column {@code run} */
    public ChangeTable(String name) {
        this.name = name;
    }

    /**
     * Appends a row as the last statement of a transaction.
     *
     * @param columns their values by name
     * @return its number
     */
    public long append(Handle handle, Map<String, ?> columns) {
        String names = String.join(", ", columns.keySet());
        String values = columns.keySet().stream().map(column -> ":" + column).collect(Collectors.joining(", "));
        String insert = "insert into " + name + " (seq, " + names + ") values ((select coalesce(max(seq), 0) + 1 from "
                + name + "), " + values + ") on conflict do nothing";
        for (int race = 0; race < MAX_RACES; race++) {
            var number = handle.createUpdate(insert)
                    .bindMap(columns)
                    .executeAndReturnGeneratedKeys("seq")
                    .mapTo(Long.class)
                    .findOne();
            if (number.isPresent()) {
                return number.get();
            }
        }
        throw MistException.resources("busy", "too many changes at once; try again");
    }

    public long newest(Handle handle) {
        return handle.createQuery("select coalesce(max(seq), 0) from " + name)
                .mapTo(Long.class)
                .one();
    }

    /**
     * Removes the oldest rows.
     *
     * @param kept of the newest, at least 1
     * @param most removed at once
     * @return how many were removed
     */
    public int trim(Handle handle, long kept, int most) {
        return handle.createUpdate("delete from " + name + " where seq <= (select max(seq) from " + name
                        + ") - :kept and seq < (select min(seq) from " + name + ") + :most")
                .bind("kept", Math.max(1, kept))
                .bind("most", most)
                .execute();
    }
}
