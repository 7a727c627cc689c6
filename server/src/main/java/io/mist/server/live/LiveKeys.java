package io.mist.server.live;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The idempotency keys of changes in the database; of each run the newest are kept. */
final class LiveKeys {

    /**
     * The key of a change.
     *
     * @param content the hash of the change
     */
    record Key(String text, String content) {}

    /**
     * The change that came with a key.
     *
     * @param version that it made, or found as it wanted it
     * @param content as in {@link Key}; null if it is not known
     */
    record KeyedChange(long version, @Nullable String content) {}

    private final int kept;

    LiveKeys(int kept) {
        this.kept = kept;
    }

    /** @return false if the run has this key already */
    boolean insert(Handle handle, String run, Key key, long version) {
        boolean isNew = handle.createUpdate("insert into live_keys (run, change_key, version, content, seq) values"
                                + " (:run, :key, :version, :content,"
                                + " (select coalesce(max(seq), 0) + 1 from live_keys where run = :run))"
                                + " on conflict do nothing")
                        .bind("run", run)
                        .bind("key", key.text())
                        .bind("version", version)
                        .bind("content", key.content())
                        .execute()
                == 1;
        if (isNew) {
            handle.createUpdate("delete from live_keys where run = :run"
                            + " and seq <= (select max(seq) from live_keys where run = :run) - :kept")
                    .bind("run", run)
                    .bind("kept", kept)
                    .execute();
        }
        return isNew;
    }

    Optional<KeyedChange> find(Handle handle, String run, String key) {
        return handle.createQuery("select version, content from live_keys where run = :run and change_key = :key")
                .bind("run", run)
                .bind("key", key)
                .map((row, context) -> new KeyedChange(row.getLong("version"), row.getString("content")))
                .findOne();
    }
}
