package io.mist.worker.dstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mist.protocol.MistException;
import io.mist.worker.live.LiveBatch;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.Time;
import org.junit.jupiter.api.Test;

/** Streaming contexts of runs on a real Spark. */
final class RunStreamingTest extends RunStreamingFixture {

    @Test
    void everyPlaceOfABatchSeesOneVersionWhateverChangesMeanwhile() throws Exception {
        AtomicInteger started = new AtomicInteger();
        RunStreaming streaming = begin("r1", started::incrementAndGet);
        LiveHandle<Integer> limit = new LiveHandle<>("r1", types, "limit");

        streaming.start(
                false,
                context -> context.queueStream(queue(context, 1_000))
                        .transform((rdd, time) -> {
                            note(time, "transform", limit);
                            return rdd;
                        })
                        .foreachRDD((rdd, time) -> {
                            live.change(version(live.newest().number() + 1));
                            note(time, "foreachRDD", limit);
                            rdd.foreach(ignored -> note(time, "task", limit));
                            SEEN.add(new Seen(
                                    time.milliseconds(),
                                    "sql",
                                    limit.version(),
                                    SparkSession.active()
                                            .range(1)
                                            .select(org.apache.spark.sql.functions.lit(limit.get()))
                                            .first()
                                            .getInt(0)));
                        }));

        await().atMost(PATIENCE).until(() -> times().size() >= 6);
        streaming.stop(Duration.ofSeconds(20));

        assertThat(streaming.isActive()).isFalse();
        assertThat(started).hasValue(1);
        long before = 0;
        for (long time : times()) {
            List<Seen> ofBatch =
                    SEEN.stream().filter(seen -> seen.time() == time).toList();
            assertThat(ofBatch.stream().map(Seen::version).distinct().toList())
                    .as("versions of batch %s: %s", time, ofBatch)
                    .hasSize(1);
            long version = ofBatch.get(0).version();
            assertThat(version).isGreaterThanOrEqualTo(before);
            assertThat(ofBatch).allSatisfy(seen -> assertThat(seen.value()).isEqualTo((int) version * 10));
            assertThat(Files.readString(directory.resolve("r1/checkpoints/dstream/mist-live/epochs/" + time)))
                    .contains("\"version\":" + version);
            before = version;
        }
        assertThat(before).as("changes came into effect").isGreaterThan(1);
        assertThat(applied).extracting(RunLive.Effect::query).containsOnly(LiveBatch.QUERY);
        assertThat(applied).extracting(RunLive.Effect::version).isSorted().contains(before);
        assertThat(ends).hasValue(1);
    }

    /** So large that it does not travel with every task. */
    private static Version large(long number) {
        Version small = version(number);
        small.values().put("padding", "x".repeat(100_000));
        return small;
    }

    @Test
    void aBatchThatLastsHasItsLargeValuesHoweverManyLargeChangesComeMeanwhile() throws Exception {
        CountDownLatch mayContinue = new CountDownLatch(1);
        RunStreaming streaming = begin("r1", () -> {});
        LiveHandle<Integer> limit = new LiveHandle<>("r1", types, "limit");
        live.change(large(2));
        streaming.start(
                false,
                context -> context.queueStream(queue(context, 10_000))
                        .transform((rdd, time) -> {
                            note(time, "transform", limit);
                            return rdd;
                        })
                        .foreachRDD((rdd, time) -> {
                            mayContinue.await(60, TimeUnit.SECONDS);
                            rdd.foreach(ignored -> note(time, "task", limit));
                        }));
        for (long number = 3; number <= 40; number++) {
            long made = number;
            live.change(large(number));
            await().atMost(PATIENCE).until(() -> SEEN.stream().anyMatch(seen -> seen.version() == made));
        }

        mayContinue.countDown();

        await().atMost(PATIENCE).until(() -> {
            streaming.isActive();
            return SEEN.stream().filter(seen -> seen.place().equals("task")).anyMatch(seen -> seen.version() == 40);
        });
        streaming.stop(Duration.ofSeconds(20));
        for (long time : times()) {
            assertThat(SEEN.stream()
                            .filter(seen -> seen.time() == time)
                            .map(Seen::version)
                            .distinct())
                    .as("versions of batch " + time)
                    .hasSize(1);
        }
    }

    private static List<Long> times() {
        return SEEN.stream().map(Seen::time).distinct().sorted().collect(Collectors.toList());
    }

    @Test
    void aBatchThatIsMadeAgainHasItsVersionAgain() throws Exception {
        RunStreaming streaming = begin("r1", () -> {});
        LiveHandle<Integer> limit = new LiveHandle<>("r1", types, "limit");
        long first = streaming.batch(new Time(1_000)).<Long>call(limit::version);
        close("r1");

        RunStreaming again = begin("r1", () -> {});
        live.change(version(7));

        assertThat(again.batch(new Time(1_000)).<Integer>call(limit::get)).isEqualTo(10);
        assertThat(again.batch(new Time(1_200)).<Integer>call(limit::get)).isEqualTo(70);
        assertThat(first).isEqualTo(1);
    }

    @Test
    void aSecondContextIsRejectedWithAReasonAndTakesItsTurnWhenTheFirstHasEnded() throws Exception {
        RunStreaming first = begin("r1", () -> {});
        first.start(false, RunStreamingTest::endless);
        RunStreaming second = begin("r2", () -> {});

        assertThatThrownBy(() -> second.start(false, RunStreamingTest::endless))
                .isInstanceOfSatisfying(MistException.class, e -> {
                    assertThat(e.code()).isEqualTo("streaming-context-taken");
                    assertThat(e.getMessage()).contains("run r1").contains("worker-mode = exclusive");
                });

        close("r1");
        second.start(false, RunStreamingTest::endless);
        assertThat(second.isActive()).isTrue();
    }

    @Test
    void whatFailsABatchIsThrownAndTheContextIsStoppedWithTheRun() throws Exception {
        RunStreaming streaming = begin("r1", () -> {});
        streaming.start(
                false,
                context -> context.queueStream(queue(context, 10)).foreachRDD(rdd -> {
                    throw new IllegalArgumentException("no such thing");
                }));

        assertThatThrownBy(streaming::awaitEnd).hasStackTraceContaining("no such thing");

        close("r1");
        assertThat(org.apache.spark.streaming.StreamingContext.getActive().isEmpty())
                .isTrue();
        assertThat(spark.isStopped()).isFalse();
    }

    @Test
    void aMethodThatIsNotThereFailsTheBatchWhereverItIsCalled() throws Exception {
        for (boolean inTransform : List.of(true, false)) {
            RunStreaming streaming = begin("r1", () -> {});
            streaming.start(
                    false,
                    context -> context.queueStream(queue(context, 10_000))
                            .transform((rdd, time) -> calling(inTransform, rdd))
                            .foreachRDD(rdd -> {
                                calling(!inTransform, rdd);
                            }));

            assertThatThrownBy(streaming::awaitEnd).hasStackTraceContaining("NoSuchMethodError: Library.gone()");
            close("r1");
        }
    }

    private static JavaRDD<Integer> calling(boolean isMissing, JavaRDD<Integer> rdd) {
        if (isMissing) {
            throw new NoSuchMethodError("Library.gone()");
        }
        return rdd;
    }

    @Test
    void aRunThatIsCancelledWhileItDefinesItsStreamsDoesNotStartThemAndTheNextOneDoes() throws Exception {
        RunStreaming streaming = begin("r1", () -> {});

        assertThatThrownBy(() -> streaming.start(false, context -> {
                    endless(context);
                    streaming.stop(Duration.ofSeconds(1));
                }))
                .hasStackTraceContaining("run r1 is being cancelled");

        assertThat(streaming.isActive()).isFalse();
        close("r1");
        RunStreaming next = begin("r2", () -> {});
        next.start(false, RunStreamingTest::endless);
        assertThat(next.isActive()).isTrue();
    }

    @Test
    void aThreadThatIsInterruptedEndsTheContextAllTheSame() throws Exception {
        CountDownLatch begunBatch = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        RunStreaming streaming = begin("r1", () -> {});
        streaming.start(
                false,
                context -> context.queueStream(queue(context, 10)).foreachRDD(rdd -> {
                    begunBatch.countDown();
                    mayEnd.await(60, TimeUnit.SECONDS);
                }));
        assertThat(begunBatch.await(60, TimeUnit.SECONDS)).isTrue();

        Thread.currentThread().interrupt();
        close("r1");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(org.apache.spark.streaming.StreamingContext.getActive().isEmpty())
                .isTrue();
        mayEnd.countDown();
        RunStreaming next = begin("r2", () -> {});
        next.start(false, RunStreamingTest::endless);
        assertThat(next.isActive()).isTrue();
    }

    @Test
    void theBatchUnderWayEndsWhenTheContextIsStoppedWithinTheGrace() throws Exception {
        CountDownLatch begunBatch = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        RunStreaming streaming = begin("r1", () -> {});
        streaming.start(
                false,
                context -> context.queueStream(queue(context, 1)).foreachRDD(rdd -> {
                    if (!rdd.isEmpty()) {
                        begunBatch.countDown();
                        mayEnd.await(60, TimeUnit.SECONDS);
                        ended.incrementAndGet();
                    }
                }));
        assertThat(begunBatch.await(60, TimeUnit.SECONDS)).isTrue();
        Thread stopping = new Thread(() -> {
            try {
                streaming.stop(Duration.ofSeconds(60));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        stopping.start();
        mayEnd.countDown();
        stopping.join(60_000);

        assertThat(ended).hasValue(1);
        assertThat(streaming.isActive()).isFalse();
    }

    @Test
    void aBatchThatDoesNotEndIsBrokenOffAfterTheGrace() throws Exception {
        CountDownLatch begunBatch = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        RunStreaming streaming = begin("r1", () -> {});
        streaming.start(
                false,
                context -> context.queueStream(queue(context, 10)).foreachRDD(rdd -> {
                    begunBatch.countDown();
                    never.await();
                }));
        assertThat(begunBatch.await(60, TimeUnit.SECONDS)).isTrue();

        streaming.stop(Duration.ofMillis(100));

        assertThat(streaming.isActive()).isFalse();
        assertThat(JavaSparkContext.fromSparkContext(spark)
                        .parallelize(List.of(1))
                        .count())
                .isEqualTo(1);
    }
}
