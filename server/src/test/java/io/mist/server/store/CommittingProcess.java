package io.mist.server.store;

import java.nio.file.Path;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;

/** A process that commits until it is killed, and says what has been committed. */
final class CommittingProcess {

    static final int WRITERS = 3;

    /** Words before a writer and its number: what it begins with, and what has been committed. */
    static final String FOUND = "FOUND";

    static final String COMMITTED = "COMMITTED";

    private static final int MOST_PAUSE_MILLIS = 10;
    private static final int MOST_TEXT = 2_000;

    private CommittingProcess() {}

    public static void main(String[] arguments) {
        Jdbi jdbi = Database.open(Path.of(arguments[0])).jdbi();
        jdbi.useHandle(handle -> {
            // So that space is used again within the life of a test; it takes 45 seconds otherwise.
            handle.execute("set retention_time 500");
            handle.execute("create table if not exists numbers (writer int primary key, number bigint, text varchar)");
        });
        for (int writer = 0; writer < WRITERS; writer++) {
            say(FOUND, writer, committed(jdbi, writer));
        }
        for (int writer = 0; writer < WRITERS; writer++) {
            int mine = writer;
            new Thread(() -> commitOn(jdbi, mine)).start();
        }
    }

    private static void say(String what, int writer, long number) {
        synchronized (System.out) {
            System.out.println(what + " " + writer + " " + number);
            System.out.flush();
        }
    }

    static long committed(Jdbi jdbi, int writer) {
        return jdbi.withHandle(handle -> handle.createQuery("select number from numbers where writer = :writer")
                .bind("writer", writer)
                .mapTo(Long.class)
                .findOne()
                .orElse(0L));
    }

    private static void commitOn(Jdbi jdbi, int writer) {
        Random random = new Random();
        try {
            for (long number = committed(jdbi, writer) + 1; ; number++) {
                commit(jdbi, writer, number, "x".repeat(random.nextInt(MOST_TEXT)));
                say(COMMITTED, writer, number);
                Thread.sleep(random.nextInt(MOST_PAUSE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void commit(Jdbi jdbi, int writer, long number, String text) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("delete from numbers where writer = :writer")
                    .bind("writer", writer)
                    .execute();
            handle.createUpdate("insert into numbers (writer, number, text) values (:writer, :number, :text)")
                    .bind("writer", writer)
                    .bind("number", number)
                    .bind("text", text)
                    .execute();
        });
    }
}
