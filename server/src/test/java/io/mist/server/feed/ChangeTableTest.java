package io.mist.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChangeTableTest {

    private static final int WRITERS = 6;
    private static final int EACH = 40;

    private final Database database = TestDatabase.empty();
    private final ChangeTable table = new ChangeTable("live_changes");

    @AfterEach
    void close() {
        database.close();
    }

    private long append() {
        return database.jdbi().inTransaction(handle -> table.append(handle, Map.of("run", "r")));
    }

    private List<Long> numbers(Handle handle) {
        return handle.createQuery("select seq from live_changes order by seq")
                .mapTo(Long.class)
                .list();
    }

    @Test
    void aReaderThatSeesANumberSeesAllBelowItWhateverWritersDo() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        List<Future<?>> writing = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            boolean rollsBack = writer == 0;
            writing.add(threads.submit(() -> {
                for (int i = 0; i < EACH; i++) {
                    database.jdbi().useTransaction(handle -> {
                        table.append(handle, Map.of("run", "r"));
                        if (rollsBack) {
                            handle.rollback();
                        }
                    });
                }
            }));
        }
        boolean isWriting = true;
        while (isWriting) {
            isWriting = writing.stream().anyMatch(writer -> !writer.isDone());
            List<Long> seen = database.jdbi().withHandle(this::numbers);
            assertThat(seen)
                    .isEqualTo(LongStream.rangeClosed(1, seen.size()).boxed().toList());
        }
        for (Future<?> writer : writing) {
            writer.get();
        }
        threads.shutdownNow();

        assertThat(database.jdbi().withHandle(this::numbers)).hasSize((WRITERS - 1) * EACH);
    }

    @Test
    void aTransactionThatIsRolledBackTakesNoNumber() {
        append();
        database.jdbi().useTransaction(handle -> {
            table.append(handle, Map.of("run", "r"));
            handle.rollback();
        });

        assertThat(append()).isEqualTo(2);
    }

    @Test
    void theOldestAreTrimmedSoManyAtOnceAndTheNewestStays() {
        for (int i = 0; i < 10; i++) {
            append();
        }

        assertThat(database.jdbi().<Integer, RuntimeException>withHandle(handle -> table.trim(handle, 4, 5)))
                .isEqualTo(5);
        assertThat(database.jdbi().<Integer, RuntimeException>withHandle(handle -> table.trim(handle, 4, 5)))
                .isEqualTo(1);
        assertThat(database.jdbi().<Integer, RuntimeException>withHandle(handle -> table.trim(handle, 0, 100)))
                .isEqualTo(3);
        assertThat(database.jdbi().withHandle(this::numbers)).containsExactly(10L);
        assertThat(append()).isEqualTo(11);
    }
}
