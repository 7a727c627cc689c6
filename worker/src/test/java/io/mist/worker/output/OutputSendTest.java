package io.mist.worker.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.api.Output;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

/** Single messages, from the driver and from tasks. */
final class OutputSendTest extends OutputFixture {

    @Test
    void manyThreadsOfTheDriverSendInOneOrderWithoutLosses() {
        OutputChannel<Long> output = output("numbers", 1);
        var threads = Executors.newFixedThreadPool(8);
        CompletableFuture.allOf(LongStream.range(0, 200)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> output.send(i), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
        threads.shutdown();

        assertThat(server.committed().stream().map(sent -> sent.substring(0, sent.indexOf(':'))))
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "send.1/" + i).toList());
        assertThat(server.committed().stream().map(sent -> Long.parseLong(sent.substring(sent.indexOf(' ') + 1))))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 200).boxed().toList());
    }

    @Test
    void tasksSendFromEveryPartitionEachInItsOwnOrder() {
        Output<Long> output = output("numbers", 1);
        spark.range(0, 30, 1, 3)
                .map((MapFunction<Long, Long>) value -> value, Encoders.LONG())
                .foreachPartition((ForeachPartitionFunction<Long>) rows -> rows.forEachRemaining(output::send));

        List<String> sent = server.committed();
        assertThat(sent).hasSize(30).allMatch(each -> each.startsWith("send.1."));
        for (int partition = 0; partition < 3; partition++) {
            String sender = "." + partition + "/";
            assertThat(sent.stream()
                            .filter(each -> each.contains(sender))
                            .map(each -> Long.parseLong(each.substring(each.indexOf(' ') + 1))))
                    .isEqualTo(LongStream.range(partition * 10L, partition * 10L + 10)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void twoLambdasOfOneTaskShareItsNumbers() {
        Output<Long> output = output("numbers", 1);
        spark.range(0, 5, 1, 1)
                .map(
                        (MapFunction<Long, Long>) value -> {
                            output.send(value);
                            return value;
                        },
                        Encoders.LONG())
                .foreachPartition((ForeachPartitionFunction<Long>)
                        rows -> rows.forEachRemaining(value -> output.send(value + 100)));

        assertThat(server.committed().stream().map(sent -> Long.parseLong(sent.substring(sent.indexOf(' ') + 1))))
                .containsExactly(0L, 100L, 1L, 101L, 2L, 102L, 3L, 103L, 4L, 104L);
    }

    @Test
    void aTaskOfAStreamSendsToo() throws Exception {
        Output<Long> output = output("numbers", 1);
        StreamingQuery query = numbers.toDS()
                .writeStream()
                .option("checkpointLocation", directory.resolve("own").toString())
                .foreachBatch((org.apache.spark.api.java.function.VoidFunction2<Dataset<Long>, Long>)
                        (batch, epoch) -> batch.foreachPartition(
                                (ForeachPartitionFunction<Long>) rows -> rows.forEachRemaining(output::send)))
                .start();
        feed(0, 10);
        query.processAllAvailable();
        feed(10, 20);
        query.processAllAvailable();

        assertThat(server.committed().stream()
                        .map(sent -> Long.parseLong(sent.substring(sent.indexOf(' ') + 1)))
                        .sorted())
                .isEqualTo(LongStream.range(0, 20).boxed().toList());
    }

    @Test
    void aThreadThatATaskHasStartedSendsUnderANameOfItsOwn() {
        Output<Long> output = output("numbers", 1);
        spark.range(0, 2, 1, 1)
                .map((MapFunction<Long, Long>) value -> value, Encoders.LONG())
                .foreachPartition((ForeachPartitionFunction<Long>) rows ->
                        rows.forEachRemaining(value -> CompletableFuture.runAsync(() -> {
                                    assertThat(TaskContext.get()).isNull();
                                    output.send(value);
                                })
                                .join()));

        assertThat(server.committed()).hasSize(2).allMatch(sent -> sent.matches("send\\.1\\.[0-9a-f-]{36}/[01]: [01]"));
    }

    @Test
    void aMessageThatDoesNotFitIsNamed() {
        Output<Sum> output = output("sums", 1);
        assertThatThrownBy(() -> output.send(null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a message of output 'sums' does not fit Sum: null (expected: an object)");
        assertThat(server.committed()).isEmpty();
    }

    @Test
    void aQueryCannotBeStartedInATask() {
        Output<Long> output = output("numbers", 1);
        assertThatThrownBy(() -> spark.range(0, 1, 1, 1)
                        .map((MapFunction<Long, Long>) value -> value, Encoders.LONG())
                        .foreachPartition((ForeachPartitionFunction<Long>) rows -> output.sendAll(null)))
                .rootCause()
                .hasMessage("sendAll of output 'numbers' was called in a task on an executor (expected: driver code)."
                        + " In a task, publish single messages with send(…)");
    }
}
