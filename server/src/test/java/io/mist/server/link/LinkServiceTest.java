package io.mist.server.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.FetchReply;
import io.mist.protocol.wire.FetchRequest;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.Heartbeat;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.LiveNewest;
import io.mist.protocol.wire.LiveTaken;
import io.mist.protocol.wire.LogLines;
import io.mist.protocol.wire.OffsetsReply;
import io.mist.protocol.wire.OffsetsRequest;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.RunRunning;
import io.mist.protocol.wire.ToWorker;
import io.mist.protocol.wire.WorkerLinkGrpc;
import io.mist.server.channel.Batch;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.config.ConfigReader;
import io.mist.server.config.ServerConfig;
import io.mist.server.context.Dispatcher;
import io.mist.server.context.TestDispatcher;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.http.AcceptLoop;
import io.mist.server.run.ManualClock;
import io.mist.server.run.Run;
import io.mist.server.run.RunLogs;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import io.mist.server.run.SampleRuns;
import io.mist.server.store.Database;
import io.mist.server.store.TestDatabase;
import io.mist.server.worker.FakeLauncher;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The link as it is: gRPC from a worker's own client to the server's one port. */
class LinkServiceTest {

    private final Database database = TestDatabase.empty();
    private final Runs runs = new Runs(database.jdbi(), new ManualClock(java.time.Instant.now()));
    private final FakeLauncher launcher = new FakeLauncher();
    private final LiveNews live = new LiveNews();
    private volatile LiveSource.Values newest = new LiveSource.Values(1, SampleRuns.object("{}"));
    private LiveFollowings followings;

    @TempDir
    private Path directory;

    private Dispatcher dispatcher;
    private RunLogs logs;
    private RocksDbLog channels;
    private Staging staging;
    private Server server;
    private ManagedChannel channel;
    private Run run;

    private static final class LiveNews implements LinkService.LiveListener {

        private final BlockingQueue<LiveChecked> checked = new LinkedBlockingQueue<>();
        private final BlockingQueue<LiveApplied> applied = new LinkedBlockingQueue<>();

        @Override
        public void checked(LiveChecked answer) {
            checked.add(answer);
        }

        @Override
        public void applied(LiveApplied news) {
            applied.add(news);
        }
    }

    /** What came on a stream, and how it ended. */
    private static final class Received<T> implements StreamObserver<T> {

        private final List<T> all = new CopyOnWriteArrayList<>();
        private final BlockingQueue<T> queue = new LinkedBlockingQueue<>();
        private final BlockingQueue<Status> end = new LinkedBlockingQueue<>();

        @Override
        public void onNext(T message) {
            all.add(message);
            queue.add(message);
        }

        @Override
        public void onError(Throwable error) {
            end.add(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end.add(Status.OK);
        }

        T take() throws InterruptedException {
            T message = queue.poll(30, TimeUnit.SECONDS);
            assertThat(message).as("a message within 30 s").isNotNull();
            return message;
        }

        Status.Code takeEnd() throws InterruptedException {
            Status status = end.poll(30, TimeUnit.SECONDS);
            assertThat(status).as("an end within 30 s").isNotNull();
            return status.getCode();
        }
    }

    @BeforeEach
    void open() throws Exception {
        ServerConfig config = ConfigReader.read(null, Map.of("mist.data-dir", directory.toString()));
        dispatcher = TestDispatcher.of(
                config,
                runs,
                of -> new LiveSource.Values(1, SampleRuns.object("{}")),
                database.jdbi(),
                launcher,
                directory);
        dispatcher.start();
        logs = new RunLogs(directory.resolve("logs"), 1 << 20);
        channels = RocksDbLog.open(
                directory.resolve("channels"),
                channel -> new io.mist.server.gate.message.Retention(Duration.ofDays(10_000), 1L << 40));
        staging = Staging.open(directory.resolve("staging"), config.outputs());
        followings = new LiveFollowings(
                runs, run -> newest, live, CommonPools.blockingTaskExecutor(), java.time.Clock.systemUTC());
        LinkService link = new LinkService(
                dispatcher,
                logs,
                live,
                new Publications(runs, channels, staging, config.outputs(), Runnable::run),
                new Fetches(runs, channels, CommonPools.blockingTaskExecutor()),
                followings);
        server = Server.builder()
                .http(new InetSocketAddress("127.0.0.1", 0))
                .requestTimeout(Duration.ZERO)
                .maxRequestLength(0)
                .bossGroupFactory(AcceptLoop::named)
                .service(GrpcService.builder()
                        .addService(LiteService.of(ServerInterceptors.intercept(link, link.guard())))
                        .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
                        .maxRequestMessageLength(64 << 20)
                        .useBlockingTaskExecutor(true)
                        .build())
                .build();
        server.start().join();
        channel = OkHttpChannelBuilder.forAddress("127.0.0.1", server.activeLocalPort())
                .usePlaintext()
                .build();
        run = runs.create(SampleRuns.aStreamPlan(), "test", null).run();
        dispatcher.submit(run);
        await().until(() -> state() instanceof RunState.Starting);
    }

    @AfterEach
    void close() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.stop().join();
        dispatcher.close();
        launcher.close();
        staging.close();
        channels.close();
        database.close();
    }

    private RunState state() {
        return runs.require(run.id()).state();
    }

    private List<String> workerStates() {
        return dispatcher.workers().stream()
                .map(hosted -> hosted.worker().state().wireName())
                .toList();
    }

    private WorkerLinkGrpc.WorkerLinkStub stub(String worker, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("mist-worker", Metadata.ASCII_STRING_MARSHALLER), worker);
        headers.put(Metadata.Key.of("mist-token", Metadata.ASCII_STRING_MARSHALLER), token);
        return WorkerLinkGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private WorkerLinkGrpc.WorkerLinkStub stub() {
        return stub(launcher.last().id(), launcher.last().token());
    }

    private RunRef ref() {
        return FakeWorker.ref(run.id(), 1);
    }

    private static FromWorker hello() {
        return FromWorker.newBuilder()
                .setHello(Hello.newBuilder().setSparkVersion("4.1.0"))
                .build();
    }

    private StreamObserver<FromWorker> dialled(Received<ToWorker> received) throws InterruptedException {
        StreamObserver<FromWorker> sending = stub().control(received);
        sending.onNext(hello());
        assertThat(received.take().hasWelcome()).isTrue();
        assertThat(received.take().getStart().getRun()).isEqualTo(run.id());
        return sending;
    }

    // ---- live values in real time

    private static LiveTaken taken(RunRef ref, long version, long epoch) {
        return LiveTaken.newBuilder()
                .setRef(ref)
                .setQuery("q")
                .setVersion(version)
                .setEpoch(epoch)
                .build();
    }

    @Test
    void aVersionIsAppliedInRealTimeWhenAllThatFollowHaveIt() throws Exception {
        dialled(new Received<>());
        Received<LiveNewest> one = new Received<>();
        Received<LiveNewest> other = new Received<>();
        StreamObserver<LiveTaken> ofOne = stub().followLive(one);
        ofOne.onNext(taken(ref(), 1, 7));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS).getVersion()).isEqualTo(1);
        StreamObserver<LiveTaken> ofOther = stub().followLive(other);
        ofOther.onNext(taken(ref(), 0, 7));
        assertThat(other.take().getVersion()).as("the newest at once").isEqualTo(1);

        newest = new LiveSource.Values(2, SampleRuns.object("{\"n\":2}"));
        followings.changed(run.id());
        assertThat(one.take()).isEqualTo(other.take()).satisfies(message -> {
            assertThat(message.getVersion()).isEqualTo(2);
            assertThat(message.getLive()).isEqualTo("{\"n\":2}");
        });
        ofOne.onNext(taken(ref(), 2, 7));
        ofOther.onNext(taken(ref(), 1, 8));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS))
                .as("one has the first only, in a later epoch")
                .satisfies(message -> assertThat(message.getVersion()).isEqualTo(1));
        ofOther.onNext(taken(ref(), 2, 8));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS)).satisfies(message -> {
            assertThat(message.getQuery()).isEqualTo("q");
            assertThat(message.getVersion()).isEqualTo(2);
            assertThat(message.getEpoch()).isEqualTo(8);
        });
    }

    @Test
    void theEpochOfAVersionIsTheLatestOfAllThatFollowInWhateverOrderTheySaySo() throws Exception {
        dialled(new Received<>());
        StreamObserver<LiveTaken> ofOne = stub().followLive(new Received<>());
        StreamObserver<LiveTaken> ofOther = stub().followLive(new Received<>());
        ofOne.onNext(taken(ref(), 1, 7));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS).getEpoch()).isEqualTo(7);
        ofOther.onNext(taken(ref(), 1, 8));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS).getEpoch()).isEqualTo(8);

        ofOther.onNext(taken(ref(), 2, 9));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS)).satisfies(message -> {
            assertThat(message.getVersion()).isEqualTo(1);
            assertThat(message.getEpoch()).isEqualTo(9);
        });
        ofOne.onNext(taken(ref(), 2, 7));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS)).satisfies(message -> {
            assertThat(message.getVersion()).isEqualTo(2);
            assertThat(message.getEpoch()).isEqualTo(9);
        });
    }

    @Test
    void whoFollowsForAQueryThatHasEndedHoldsUpNobodyUntilItHasTasksOfItAgain() throws Exception {
        StreamObserver<FromWorker> worker = dialled(new Received<>());
        Received<LiveNewest> toldToOld = new Received<>();
        StreamObserver<LiveTaken> old = stub().followLive(toldToOld);
        old.onNext(taken(ref(), 1, 7));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS).getVersion()).isEqualTo(1);

        worker.onNext(FromWorker.newBuilder()
                .setLiveApplied(
                        LiveApplied.newBuilder().setRun(run.id()).setQuery("q").setEnded(true))
                .build());
        assertThat(live.applied.poll(30, TimeUnit.SECONDS).getEnded()).isTrue();
        newest = new LiveSource.Values(2, SampleRuns.object("{\"n\":2}"));
        followings.changed(run.id());
        stub().followLive(new Received<>()).onNext(taken(ref(), 2, 9));
        assertThat(live.applied.poll(30, TimeUnit.SECONDS).getVersion()).isEqualTo(2);

        old.onNext(taken(ref(), 1, 9));
        assertThat(toldToOld.take().getVersion())
                .as("it gets what it has missed")
                .isEqualTo(2);
    }

    @Test
    void liveValuesAreNotToldToAnAttemptThatIsOver() throws Exception {
        dialled(new Received<>());
        Received<LiveNewest> received = new Received<>();
        stub().followLive(received).onNext(taken(FakeWorker.ref(run.id(), 2), 1, 0));

        assertThat(received.take().getRefused().getCode()).isEqualTo("not-owner");
        assertThat(received.takeEnd()).isEqualTo(Status.Code.OK);
    }

    // ---- control

    @Test
    void aWorkerDialsIsWelcomedGetsItsRunAndTellsItsEnd() throws Exception {
        Received<ToWorker> received = new Received<>();
        StreamObserver<FromWorker> sending = dialled(received);

        sending.onNext(FromWorker.newBuilder()
                .setRunning(RunRunning.newBuilder().setRef(ref()))
                .build());
        await().until(() -> state() instanceof RunState.Running);
        sending.onNext(FromWorker.newBuilder()
                .setEnded(RunEnded.newBuilder().setRef(ref()).setResult("null"))
                .build());

        assertThat(received.take().getEndedStored().getRef()).isEqualTo(ref());
        assertThat(state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void aHeartbeatIsAnswered() throws Exception {
        Received<ToWorker> received = new Received<>();
        StreamObserver<FromWorker> sending = dialled(received);

        sending.onNext(FromWorker.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setSequence(1))
                .build());

        assertThat(received.take().hasHeartbeat()).isTrue();
    }

    @Test
    void logLinesAndTheTraceOfAFailureAreInTheRunsLog() throws Exception {
        StreamObserver<FromWorker> sending = dialled(new Received<>());

        sending.onNext(FromWorker.newBuilder()
                .setLog(LogLines.newBuilder().setRun(run.id()).addLine("one").addLine("two"))
                .build());
        sending.onNext(FromWorker.newBuilder()
                .setEnded(RunEnded.newBuilder()
                        .setRef(ref())
                        .setFailure(Failures.toWire(MistException.job("job-failed", "no such file")).toBuilder()
                                .setStackTrace("java.io.FileNotFoundException\n\tat a.Job.start(Job.java:7)\n")))
                .build());

        await().until(() -> state() instanceof RunState.Failed);
        assertThat(logs.read(run.id(), 0, 1 << 20).lines())
                .containsExactly("one", "two", "java.io.FileNotFoundException", "\tat a.Job.start(Job.java:7)");
    }

    @Test
    void whatIsSaidOfLiveValuesIsPassedOn() throws Exception {
        StreamObserver<FromWorker> sending = dialled(new Received<>());

        sending.onNext(FromWorker.newBuilder()
                .setLiveChecked(LiveChecked.newBuilder().setRequest("q"))
                .build());
        sending.onNext(FromWorker.newBuilder()
                .setLiveApplied(LiveApplied.newBuilder().setVersion(3))
                .build());

        assertThat(live.checked.poll(30, TimeUnit.SECONDS).getRequest()).isEqualTo("q");
        assertThat(live.applied.poll(30, TimeUnit.SECONDS).getVersion()).isEqualTo(3);
    }

    @Test
    void aMessageThatCannotBeHandledDoesNotEndTheStream() throws Exception {
        Received<ToWorker> received = new Received<>();
        StreamObserver<FromWorker> sending = dialled(received);

        sending.onNext(FromWorker.newBuilder()
                .setLog(LogLines.newBuilder().setRun("no/such/directory").addLine("x"))
                .build());
        sending.onNext(FromWorker.getDefaultInstance());
        sending.onNext(FromWorker.newBuilder()
                .setHeartbeat(Heartbeat.newBuilder().setSequence(1))
                .build());

        assertThat(received.take().hasHeartbeat()).isTrue();
    }

    @Test
    void aWorkerWithAWrongTokenOrNoneIsRejected() throws Exception {
        for (WorkerLinkGrpc.WorkerLinkStub stranger : List.of(
                stub(launcher.last().id(), "wrong"),
                stub("stranger", launcher.last().token()),
                WorkerLinkGrpc.newStub(channel))) {
            Received<ToWorker> control = new Received<>();
            Received<PublicationReply> publish = new Received<>();
            stranger.control(control).onNext(hello());
            stranger.publish(publish);

            assertThat(control.takeEnd()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(publish.takeEnd()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(control.all).isEmpty();
        }
        assertThat(workerStates()).containsExactly("starting");
    }

    @Test
    void aWorkerThatHangsUpIsSilentAndItsStreamIsEnded() throws Exception {
        Received<ToWorker> received = new Received<>();
        StreamObserver<FromWorker> sending = dialled(received);

        sending.onCompleted();

        assertThat(received.takeEnd()).isEqualTo(Status.Code.OK);
        await().until(() -> workerStates().equals(List.of("silent")));
    }

    @Test
    void aWorkerWhoseConnectionBreaksIsSilent() throws Exception {
        dialled(new Received<>());

        channel.shutdownNow();

        await().until(() -> workerStates().equals(List.of("silent")));
    }

    // ---- inputs

    private static final ChannelId LINES = ChannelId.input("log-alerts", "lines");

    private void push(String... messages) {
        List<Batch.Entry> entries = new ArrayList<>();
        for (String message : messages) {
            entries.add(new Batch.Entry(
                    0, entries.size(), null, message.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
        channels.append(LINES, new Batch(new Batch.Pushed(null, ""), 0, java.time.Instant.now(), entries));
    }

    private Received<FetchReply> fetch(RunRef of, String input, long from, long to) {
        Received<FetchReply> received = new Received<>();
        stub().fetch(
                        FetchRequest.newBuilder()
                                .setRef(of)
                                .setChannel(input)
                                .setFrom(from)
                                .setTo(to)
                                .build(),
                        received);
        return received;
    }

    private static List<String> texts(Received<FetchReply> received) {
        return received.all.stream()
                .flatMap(reply -> reply.getMessageList().stream())
                .map(message -> message.getOffset() + " " + message.getData().toStringUtf8())
                .toList();
    }

    @Test
    void aRunFetchesAPartOfItsInput() throws Exception {
        push("1", "2", "3", "4");
        Received<FetchReply> received = fetch(ref(), "lines", 1, 3);
        assertThat(received.takeEnd()).isEqualTo(Status.Code.OK);
        assertThat(texts(received)).containsExactly("1 2", "2 3");
        assertThat(received.all.get(received.all.size() - 1).getNext()).isEqualTo(3);
    }

    @Test
    void manyLargeMessagesComeInFramesAndWhole() throws Exception {
        for (int i = 0; i < 300; i++) {
            push("\"" + "x".repeat(9_000) + i + "\"");
        }
        Received<FetchReply> received = fetch(ref(), "lines", 0, 300);
        assertThat(received.takeEnd()).isEqualTo(Status.Code.OK);
        assertThat(texts(received)).hasSize(300);
        assertThat(received.all).hasSizeGreaterThan(5);
    }

    @Test
    void aFetchWithoutAnEndContinuesAsTheInputGrows() throws Exception {
        push("1");
        Received<FetchReply> received = fetch(ref(), "lines", 0, -1);
        received.take();
        push("2");
        received.take();
        assertThat(texts(received)).containsExactly("0 1", "1 2");
    }

    @Test
    void theEndsOfAnInputAreSentAtOnceAndWhenItGrows() throws Exception {
        Received<OffsetsReply> received = new Received<>();
        stub().offsets(
                        OffsetsRequest.newBuilder()
                                .setRef(ref())
                                .setChannel("lines")
                                .build(),
                        received);
        assertThat(received.take().getEnd()).isZero();
        push("1", "2");
        assertThat(received.take().getEnd()).isEqualTo(2);
    }

    @Test
    void aRunReachesTheInputsOfItsOwnRouteAndAttemptOnly() throws Exception {
        push("1");
        assertThat(fetch(ref(), "alerts", 0, 1).take().getRefused().getCode()).isEqualTo("unknown-input");
        assertThat(fetch(FakeWorker.ref(run.id(), 2), "lines", 0, 1)
                        .take()
                        .getRefused()
                        .getCode())
                .isEqualTo("not-owner");
        assertThat(fetch(FakeWorker.ref("other", 1), "lines", 0, 1)
                        .take()
                        .getRefused()
                        .getCode())
                .isEqualTo("unknown-run");
        assertThat(fetch(ref(), "lines", 0, 2).take().getRefused().getCode()).isEqualTo("input-gap");
    }
}
