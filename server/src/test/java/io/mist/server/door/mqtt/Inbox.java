package io.mist.server.door.mqtt;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The messages of one subscription, in order. */
final class Inbox {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Received> unread = new LinkedBlockingQueue<>();
    private final List<Received> all = new CopyOnWriteArrayList<>();

    void add(Received message) {
        all.add(message);
        unread.add(message);
    }

    List<Received> all() {
        return all;
    }

    List<String> texts() {
        return all.stream().map(Received::text).toList();
    }

    Received next() {
        try {
            Received message = unread.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("no message within " + PATIENCE + "; so far: " + all);
            }
            return message;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The first message, read or not, that matches. */
    Received awaitAny(Predicate<Received> condition) {
        await().atMost(PATIENCE).until(() -> all.stream().anyMatch(condition));
        return all.stream().filter(condition).findFirst().orElseThrow();
    }

    void awaitSize(int size) {
        await().atMost(PATIENCE).until(() -> all.size() >= size);
    }
}
