package io.mist.worker.output;

import io.mist.worker.link.Publisher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of one task while it continues: what arrives while one call is under way goes with the next. The task
 * waits when too much is kept. One thread adds; another, of its own, sends.
 */
final class RealTimeSender {

    /** The most that may wait; beyond it the task waits. */
    static final long WINDOW_BYTES = 2L << 20;

    /** The most messages in one call. */
    static final int MOST_IN_CALL = 1_000;

    private record Message(byte[] message, long live) {}

    private final Publisher publisher;
    private final Thread thread;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean ending;
    private boolean ended;
    private @Nullable Throwable failure;

    RealTimeSender(Publisher publisher) {
        this.publisher = publisher;
        this.thread = new Thread(this::run, "mist-output-" + publisher.channel());
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /**
     * @param live the version of the live values that the message was made with
     * @throws RuntimeException the failure of an earlier message
     */
    synchronized void add(byte[] message, long live) {
        while (waitingBytes > WINDOW_BYTES && failure == null) {
            await();
        }
        requireNoFailure();
        waiting.add(new Message(message, live));
        waitingBytes += message.length;
        notifyAll();
    }

    /** Returns when all messages are in the log. */
    synchronized void finish() {
        ending = true;
        notifyAll();
        while (!ended) {
            await();
        }
        requireNoFailure();
    }

    void abandon() {
        thread.interrupt();
    }

    private void await() {
        try {
            wait();
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending to output '" + publisher.channel() + "'", e);
        }
    }

    private void requireNoFailure() {
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure != null) {
            throw new IllegalStateException(
                    "output '" + publisher.channel() + "' cannot be sent: " + failure.getMessage(), failure);
        }
    }

    private void run() {
        try {
            long number = 0;
            for (List<Message> next = next(); !next.isEmpty(); next = next()) {
                List<byte[]> messages = next.stream().map(Message::message).toList();
                publisher.send(number++, next.get(0).live(), messages);
            }
            end(null);
        } catch (InterruptedException | RuntimeException e) {
            end(e);
        }
    }

    private synchronized void end(@Nullable Throwable error) {
        failure = error;
        ended = true;
        notifyAll();
    }

    /** The messages that wait and were made under the same version; empty at the end. */
    private synchronized List<Message> next() throws InterruptedException {
        while (waiting.isEmpty() && !ending) {
            wait();
        }
        List<Message> next = new ArrayList<>();
        for (Message first = waiting.peek(); first != null && fits(next, first); first = waiting.peek()) {
            next.add(waiting.remove());
            waitingBytes -= first.message().length;
        }
        notifyAll();
        return next;
    }

    private static boolean fits(List<Message> call, Message next) {
        return call.isEmpty() || (call.size() < MOST_IN_CALL && call.get(0).live() == next.live());
    }
}
