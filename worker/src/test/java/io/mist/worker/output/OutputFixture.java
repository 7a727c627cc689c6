package io.mist.worker.output;

import io.mist.api.Output;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.reader.RecordTypes;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.link.Destination;
import io.mist.worker.link.Publisher;
import io.mist.worker.link.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outputs of a run on the tests' Spark, against the link's other side. */
@Timeout(180)
abstract class OutputFixture {

    record Contract(Output<Long> numbers, Output<Sum> sums) {}

    record Sum(long key, long total) {}

    @TempDir
    Path directory;

    final TestServer server = new TestServer();
    final SparkSession spark = LocalSpark.session();
    final MemoryStream<Long> numbers = new MemoryStream<>(
            7, (org.apache.spark.sql.classic.SparkSession) spark, scala.Option.apply(4), Encoders.LONG());

    final RunParts parts = HostedRuns.begin("r1");

    OutputFixture() {
        parts.add(RunOutputs.class, new RunOutputs());
    }

    @AfterEach
    void close() throws Exception {
        for (StreamingQuery query : spark.streams().active()) {
            query.stop();
        }
        parts.close();
        server.close();
    }

    final class TestOutlet implements Outlet {

        private final int attempt;

        TestOutlet(int attempt) {
            this.attempt = attempt;
        }

        @Override
        public Publisher publisher(String channel, String query) {
            Destination to = new Destination(server.address(), "w1", "token", Duration.ofSeconds(60));
            return new Publisher(to, "r1", attempt, channel, query);
        }

        @Override
        public String sender() {
            return "send." + attempt;
        }

        @Override
        public long liveVersion() {
            return 3;
        }

        @Override
        public String checkpoint(String channel) {
            return directory.resolve(channel).toString();
        }

        @Override
        public RunOutputs outputs() {
            return HostedRuns.require("r1", RunOutputs.class);
        }

        @Override
        public Optional<Trigger> trigger() {
            return Optional.empty();
        }
    }

    <T> OutputChannel<T> output(String name, int attempt) {
        ValueType type = new RecordTypes(Contract.class).of(name);
        return new OutputChannel<>(
                new OutputComponent(name, type, List.of(), false, null),
                new RecordTypes(Contract.class),
                new TestOutlet(attempt));
    }

    void feed(long from, long to) {
        numbers.addData(scala.jdk.javaapi.CollectionConverters.asScala(
                        LongStream.range(from, to).boxed().toList())
                .toSeq());
    }

    static List<Long> numbersOf(String epoch) {
        String messages = epoch.substring(epoch.indexOf(": ") + 2);
        return Arrays.stream(messages.split(",")).map(Long::parseLong).sorted().toList();
    }
}
