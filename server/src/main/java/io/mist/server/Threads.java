package io.mist.server;

import io.mist.protocol.MistException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The pools that the server's parts share. */
final class Threads {

    private static final int WORK_THREADS = 32;
    private static final int WORK_QUEUE = 10_000;
    private static final int READ_THREADS = 4;
    private static final int STOP_SECONDS = 5;

    private Threads() {}

    /** For requests, which may wait for the database; at its bound they are rejected, {@code busy}. */
    static ThreadPoolExecutor work() {
        return pool("mist-work-", WORK_THREADS, new ArrayBlockingQueue<>(WORK_QUEUE), (task, executor) -> {
            throw MistException.resources(
                    "busy", "the server has " + WORK_QUEUE + " requests waiting; try again later");
        });
    }

    /** For pages of channels; each subscriber has at most one task there. */
    static ThreadPoolExecutor readers() {
        return pool("mist-read-", READ_THREADS, new LinkedBlockingQueue<>(), new ThreadPoolExecutor.AbortPolicy());
    }

    private static ThreadPoolExecutor pool(
            String name, int threads, BlockingQueue<Runnable> queue, RejectedExecutionHandler atBound) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory factory = task -> new Thread(task, name + number.incrementAndGet());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, queue, factory, atBound);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Lets what has begun come to its end, within a bound. */
    static AutoCloseable stopping(ThreadPoolExecutor pool) {
        return () -> {
            pool.shutdown();
            if (!pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        };
    }
}
