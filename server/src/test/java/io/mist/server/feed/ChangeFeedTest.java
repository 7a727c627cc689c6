package io.mist.server.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {

    /** Changes in memory, each with its number as its value. */
    private static final class Numbers implements ChangeSource<String> {

        private final NavigableMap<Long, String> stored = new ConcurrentSkipListMap<>();
        private volatile int reads;
        private volatile boolean failing;

        Change<String> store() {
            synchronized (stored) {
                long number = newest() + 1;
                stored.put(number, "c" + number);
                return new Change<>(number, "c" + number);
            }
        }

        @Override
        public long newest() {
            return stored.isEmpty() ? 0 : stored.lastKey();
        }

        @Override
        public List<Change<String>> after(long number, int limit) {
            reads++;
            if (failing) {
                throw new IllegalStateException("the database is away");
            }
            return stored.tailMap(number, false).entrySet().stream()
                    .limit(limit)
                    .map(entry -> new Change<>(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private final Numbers source = new Numbers();
    private final ChangeFeed<String> feed = new ChangeFeed<>(source);
    private final List<String> heard = new CopyOnWriteArrayList<>();

    private static List<String> changes(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(number -> "c" + number).toList();
    }

    @Test
    void aChangeThatIsHandedOverIsNotReadAgain() {
        feed.follow(heard::add);

        feed.stored(source.store());
        feed.stored(source.store());

        assertThat(heard).isEqualTo(changes(1, 2));
        assertThat(source.reads).isZero();
    }

    @Test
    void aChangeThatNobodyHandsOverIsFoundByThePoll() {
        feed.follow(heard::add);
        source.store();

        assertThat(heard).isEmpty();
        feed.poll();

        assertThat(heard).isEqualTo(changes(1, 1));
    }

    @Test
    void aChangeThatNobodyHandsOverIsFoundByTheNextOneThatIs() {
        feed.follow(heard::add);
        source.store();

        feed.stored(source.store());

        assertThat(heard).isEqualTo(changes(1, 2));
    }

    @Test
    void changesThatAreHandedOverTheOtherWayRoundComeInTheirOrderAndOnce() {
        feed.follow(heard::add);
        Change<String> first = source.store();
        Change<String> second = source.store();

        feed.stored(second);
        feed.stored(first);
        feed.poll();

        assertThat(heard).isEqualTo(changes(1, 2));
    }

    @Test
    void aPollFindsMoreThanAPage() {
        feed.follow(heard::add);
        IntStream.range(0, 1_000).forEach(i -> source.store());

        feed.poll();

        assertThat(heard).isEqualTo(changes(1, 1_000));
    }

    @Test
    void aFollowerHearsWhatIsStoredAfterItBegan() throws Exception {
        source.store();
        AutoCloseable following = feed.follow(heard::add);
        feed.stored(source.store());

        following.close();
        feed.stored(source.store());

        assertThat(heard).isEqualTo(changes(2, 2));
    }

    @Test
    void aFollowerThatFailsKeepsNeitherItselfNorOthersFromTheNextChange() {
        List<String> tried = new ArrayList<>();
        feed.follow(change -> {
            tried.add(change);
            throw new IllegalStateException("it fails");
        });
        feed.follow(heard::add);

        feed.stored(source.store());
        feed.stored(source.store());

        assertThat(heard).isEqualTo(changes(1, 2));
        assertThat(tried).isEqualTo(changes(1, 2));
    }

    @Test
    void aDatabaseThatIsAwayDelaysChangesAndLosesNone() {
        feed.follow(heard::add);
        source.store();
        source.failing = true;
        feed.stored(source.store());
        assertThat(heard).isEmpty();

        source.failing = false;
        feed.poll();

        assertThat(heard).isEqualTo(changes(1, 2));
    }

    @Test
    void aFollowerThatMakesAChangeHearsOfItAfterwards() {
        feed.follow(change -> {
            heard.add(change);
            if (heard.size() < 4) {
                feed.stored(source.store());
            }
        });

        feed.stored(source.store());

        assertThat(heard).isEqualTo(changes(1, 4));
    }

    @Test
    void aFollowerThatIsHeldUpHoldsUpNoOtherAndHearsAllLater() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        List<String> late = new CopyOnWriteArrayList<>();
        feed.follow(heard::add);
        feed.follow(change -> {
            entered.countDown();
            awaitQuietly(released);
            late.add(change);
        });
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> first = thread.submit(() -> feed.stored(source.store()));
        entered.await();

        IntStream.range(0, 300).forEach(i -> feed.stored(source.store()));

        assertThat(heard).isEqualTo(changes(1, 301));
        released.countDown();
        first.get();
        thread.shutdownNow();
        assertThat(late).isEqualTo(changes(1, 301));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void changesOfManyThreadsComeInTheirOrderToEveryFollower() throws Exception {
        List<String> others = new CopyOnWriteArrayList<>();
        feed.follow(heard::add);
        feed.follow(others::add);
        int threads = 6;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        CyclicBarrier together = new CyclicBarrier(threads);
        List<Future<?>> storing = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            storing.add(pool.submit(() -> {
                together.await();
                for (int change = 0; change < 200; change++) {
                    feed.stored(source.store());
                }
                return true;
            }));
        }
        for (Future<?> one : storing) {
            one.get();
        }
        pool.shutdownNow();
        feed.poll();

        assertThat(heard).isEqualTo(changes(1, threads * 200));
        assertThat(others).isEqualTo(heard);
    }
}
