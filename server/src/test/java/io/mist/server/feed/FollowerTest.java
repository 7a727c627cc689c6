package io.mist.server.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FollowerTest {

    /** Tasks wait here until the test runs them, so that it knows what happens when. */
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    private final Numbers numbers = new Numbers();

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    /** A list of numbers that grows; a page is at most three of them. */
    private static final class Numbers {

        static final int PAGE = 3;

        private final List<Integer> all = new ArrayList<>();
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private final AtomicInteger reads = new AtomicInteger();
        private volatile boolean broken;

        void add(int number) {
            synchronized (all) {
                all.add(number);
            }
            listeners.forEach(Runnable::run);
        }

        List<Integer> read(long from) {
            reads.incrementAndGet();
            if (broken) {
                throw new IllegalStateException("the disk is gone");
            }
            synchronized (all) {
                int end = Math.min(all.size(), (int) from + PAGE);
                return List.copyOf(all.subList((int) from, end));
            }
        }

        AutoCloseable onGrowth(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }

    /** {@link Numbers} page by page. */
    private static class Log implements Follower.Source<Log.Piece> {

        record Piece(List<Integer> found, long next) {}

        private final Numbers numbers;

        Log(Numbers numbers) {
            this.numbers = numbers;
        }

        @Override
        public Piece read(long from) {
            List<Integer> found = numbers.read(from);
            return new Piece(found, from + found.size());
        }

        @Override
        public long next(Piece page) {
            return page.next();
        }

        @Override
        public boolean isEmpty(Piece page) {
            return page.found().isEmpty();
        }

        @Override
        public AutoCloseable onGrowth(Runnable listener) {
            return numbers.onGrowth(listener);
        }
    }

    /** A client that is ready for more when the test says so. */
    private static final class Client implements Follower.Sink<Log.Piece> {

        private final List<Integer> got = new ArrayList<>();
        private final AtomicInteger idle = new AtomicInteger();
        private final AtomicInteger failures = new AtomicInteger();
        private CompletableFuture<Void> ready = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<Void> take(Log.Piece page) {
            got.addAll(page.found());
            return ready;
        }

        @Override
        public void idle() {
            idle.incrementAndGet();
        }

        @Override
        public void failed(RuntimeException error) {
            failures.incrementAndGet();
        }
    }

    private final Client client = new Client();

    private Follower<Log.Piece> follow(long from) {
        return Follower.start(new Log(numbers), from, client, tasks::add);
    }

    private void addTo(int end) {
        IntStream.range(numbers.all.size(), end).forEach(numbers::add);
    }

    @Test
    void whatIsThereIsSentFromTheGivenPositionOn() {
        addTo(8);

        follow(2);
        runAll();

        assertThat(client.got).containsExactly(2, 3, 4, 5, 6, 7);
        assertThat(client.idle).hasValue(1);
    }

    @Test
    void whatIsAddedLaterWakesIt() {
        follow(0);
        runAll();

        addTo(2);
        runAll();
        addTo(5);
        runAll();

        assertThat(client.got).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aSlowClientGetsThePageAfterItHasTakenTheLast() {
        addTo(9);
        client.ready = new CompletableFuture<>();

        follow(0);
        runAll();
        addTo(20);
        runAll();

        assertThat(client.got).containsExactly(0, 1, 2);
        assertThat(numbers.reads).hasValue(1);

        client.ready.complete(null);
        runAll();
        assertThat(client.got).hasSize(20);
    }

    @Test
    void aClientThatIsGoneEndsIt() {
        addTo(9);
        client.ready = CompletableFuture.failedFuture(new java.nio.channels.ClosedChannelException());

        follow(0);
        runAll();
        addTo(12);
        runAll();

        assertThat(client.got).containsExactly(0, 1, 2);
        assertThat(numbers.listeners).isEmpty();
        assertThat(client.failures).hasValue(0);
    }

    @Test
    void aPageThatCannotBeReadEndsItAndTheClientHearsOfIt() {
        follow(0);
        runAll();

        numbers.broken = true;
        addTo(1);
        runAll();

        assertThat(client.failures).hasValue(1);
        assertThat(numbers.listeners).isEmpty();
    }

    @Test
    void nothingIsReadAfterItWasClosed() {
        Follower<Log.Piece> follower = follow(0);
        runAll();
        int reads = numbers.reads.get();

        follower.close();
        follower.close();
        addTo(5);
        follower.wake();
        runAll();

        assertThat(client.got).isEmpty();
        assertThat(numbers.reads).hasValue(reads);
        assertThat(numbers.listeners).isEmpty();
    }

    @Test
    void whatComesWhileAnEmptyPageIsReadIsNotMissed() {
        Log source = new Log(numbers) {
            @Override
            public Piece read(long from) {
                Piece page = super.read(from);
                if (numbers.all.isEmpty()) {
                    numbers.add(0);
                }
                return page;
            }
        };

        Follower.start(source, 0, client, tasks::add);
        runAll();

        assertThat(client.got).containsExactly(0);
    }

    @Test
    void noWakeUpIsLostHoweverThreadsMeet() throws Exception {
        long first = System.nanoTime();
        for (long seed = first; seed < first + 60; seed++) {
            everyNumberArrivesOnceAndInOrder(seed);
        }
    }

    private static void everyNumberArrivesOnceAndInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        int count = 200;
        Numbers numbers = new Numbers();
        ConcurrentLinkedQueue<Integer> got = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (AutoCloseable end = threads::shutdownNow) {
            Follower.Sink<Log.Piece> sink = page -> {
                got.addAll(page.found());
                CompletableFuture<Void> taken = new CompletableFuture<>();
                if (page.next() % 2 == 0) {
                    taken.complete(null);
                } else {
                    threads.execute(() -> taken.complete(null));
                }
                return taken;
            };
            Follower<Log.Piece> follower = Follower.start(new Log(numbers), 0, sink, threads);
            for (int i = 0; i < count; i++) {
                numbers.add(i);
                for (int pause = random.nextInt(200); pause > 0; pause--) {
                    Thread.onSpinWait();
                }
            }
            await().alias("seed " + seed)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> got.size() >= count);
            follower.close();
        }
        assertThat(got)
                .as("seed %s", seed)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }
}
