package io.mist.server.link;

import static org.awaitility.Awaitility.await;

import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.StartRun;
import io.mist.protocol.wire.ToWorker;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A worker's side of the link, without the link: it says what the test wants. */
public final class FakeWorker {

    private final WorkerListener server;
    private final String id;
    private final List<ToWorker> received = new CopyOnWriteArrayList<>();
    private final Consumer<ToWorker> stream = received::add;

    private FakeWorker(WorkerListener server, String id) {
        this.server = server;
        this.id = id;
    }

    /** Dials, and hosts what it says. */
    public static FakeWorker dials(WorkerListener server, String id, RunRef... hosted) {
        FakeWorker worker = new FakeWorker(server, id);
        server.connected(
                id,
                Hello.newBuilder()
                        .setWorker(id)
                        .setSparkVersion("4.1.0")
                        .setPid(1)
                        .addAllHosted(List.of(hosted))
                        .build(),
                worker.stream);
        return worker;
    }

    public static RunRef ref(String run, int attempt) {
        return RunRef.newBuilder().setRun(run).setAttempt(attempt).build();
    }

    public String id() {
        return id;
    }

    public List<ToWorker> received() {
        return received;
    }

    public Stream<StartRun> starts() {
        return received.stream().filter(ToWorker::hasStart).map(ToWorker::getStart);
    }

    /** Waits for the start of this attempt. */
    public RunRef awaitStart(String run, int attempt) {
        RunRef ref = ref(run, attempt);
        await().until(() -> starts().anyMatch(
                        start -> ref(start.getRun(), start.getAttempt()).equals(ref)));
        return ref;
    }

    public void awaitCancel(RunRef ref) {
        await().until(() -> received.stream()
                .anyMatch(m -> m.hasCancel() && m.getCancel().getRef().equals(ref)));
    }

    public void awaitShutdown() {
        await().until(() -> received.stream().anyMatch(ToWorker::hasShutdown));
    }

    public void runs(RunRef ref) {
        server.running(id, ref);
    }

    public void ends(RunRef ref, String result) {
        server.ended(id, RunEnded.newBuilder().setRef(ref).setResult(result).build());
    }

    public void endsCancelled(RunRef ref) {
        server.ended(id, RunEnded.newBuilder().setRef(ref).setCancelled(true).build());
    }

    public void fails(RunRef ref, boolean restartable) {
        server.ended(
                id,
                RunEnded.newBuilder()
                        .setRef(ref)
                        .setFailure(Failures.toWire(MistException.job("job-failed", "no such file")).toBuilder()
                                .setRestartable(restartable))
                        .build());
    }

    /** Its JVM shuts down and takes the run along. */
    public void exits(RunRef ref) {
        server.ended(
                id,
                RunEnded.newBuilder()
                        .setRef(ref)
                        .setFailure(Failures.toWire(MistException.job("job-exited", "the job ended its JVM")))
                        .build());
    }

    /** The stream breaks; the process lives. */
    public void hangsUp() {
        server.disconnected(id, stream);
    }

    public void beats() {
        server.heard(id, stream);
    }
}
