package io.mist.server.store;

import java.util.UUID;

/** A real database that is gone with the tests' process. */
public final class TestDatabase {

    private TestDatabase() {}

    /** An empty one, which nobody else has. */
    public static Database empty() {
        return Database.inMemory("test-" + UUID.randomUUID());
    }
}
