package io.mist.worker.run;

import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.LogLines;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.StartRun;
import io.mist.worker.LocalSpark;
import io.mist.worker.link.Destination;
import io.mist.worker.link.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/** Hosts runs on the tests' Spark, against the link's other side. */
final class TestHost implements Host, AutoCloseable {

    private final TestServer server = new TestServer();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<FromWorker> messages = new CopyOnWriteArrayList<>();
    private final CompletableFuture<RunEnded> end = new CompletableFuture<>();
    private final RunLog log = new RunLog((LogLines some) -> lines.addAll(some.getLineList()));

    HostedRun start(StartRun start) {
        HostedRun run = new HostedRun(start, this);
        run.begin();
        return run;
    }

    RunEnded awaitEnd() throws Exception {
        return end.get(120, TimeUnit.SECONDS);
    }

    boolean isRunning() {
        if (end.isDone()) {
            throw new AssertionError("the run has ended: " + end.join());
        }
        return messages.stream().anyMatch(FromWorker::hasRunning);
    }

    List<String> committed() {
        return server.committed();
    }

    List<FromWorker> messages() {
        return messages;
    }

    @Override
    public SparkSession spark() {
        return LocalSpark.session();
    }

    @Override
    public RunLog log() {
        return log;
    }

    @Override
    public Destination destination() {
        return new Destination(server.address(), "w1", "token", Duration.ofSeconds(60));
    }

    @Override
    public void send(FromWorker message) {
        messages.add(message);
    }

    @Override
    public void ended(RunRef ref, RunEnded ended) {
        end.complete(ended);
    }

    @Override
    public void close() {
        server.close();
    }
}
