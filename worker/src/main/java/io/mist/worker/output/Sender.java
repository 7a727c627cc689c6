package io.mist.worker.output;

import io.mist.worker.link.Publisher;
import java.util.concurrent.locks.ReentrantLock;

/** Sends messages one by one in the order of their numbers: the log drops a number that is not above the last. */
final class Sender {

    private final Publisher publisher;
    /** Held while a message is under way: a later one must not overtake it. */
    private final ReentrantLock oneByOne = new ReentrantLock(true);

    private long next;

    Sender(Publisher publisher) {
        this.publisher = publisher;
    }

    /** Returns when the message is in the log. */
    void send(byte[] message, long live) throws InterruptedException {
        oneByOne.lockInterruptibly();
        try {
            publisher.send(next, live, message);
            next++;
        } finally {
            oneByOne.unlock();
        }
    }
}
