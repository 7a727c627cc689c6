package io.mist.server.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerInterceptors;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.wire.Commit;
import io.mist.protocol.wire.Discard;
import io.mist.protocol.wire.End;
import io.mist.protocol.wire.Frame;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.Sent;
import io.mist.protocol.wire.Source;
import io.mist.protocol.wire.Winner;
import io.mist.protocol.wire.WorkerLinkGrpc;
import io.mist.server.channel.rocksdb.RocksDbLog;
import io.mist.server.config.ConfigReader;
import io.mist.server.config.ServerConfig;
import io.mist.server.context.Dispatcher;
import io.mist.server.context.TestDispatcher;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs publish, as it is: gRPC from tasks to the server's one port, a staging and a log on disk. */
class PublicationsTest {

    private static final ChannelId ALERTS = ChannelId.output("log-alerts", "alerts");

    private final Database database = TestDatabase.empty();
    private final Runs runs = new Runs(database.jdbi(), new ManualClock(Instant.now()));
    private final FakeLauncher launcher = new FakeLauncher();

    @TempDir
    private Path directory;

    private ServerConfig config;
    private Dispatcher dispatcher;
    private RocksDbLog channels;
    private Staging staging;
    private Publications publications;
    private Server server;
    private ManagedChannel channel;
    private Run run;

    private static final class Replies implements StreamObserver<PublicationReply> {

        private final BlockingQueue<PublicationReply> queue = new LinkedBlockingQueue<>();
        private final BlockingQueue<String> end = new LinkedBlockingQueue<>();

        @Override
        public void onNext(PublicationReply reply) {
            queue.add(reply);
        }

        @Override
        public void onError(Throwable error) {
            end.add(String.valueOf(error));
        }

        @Override
        public void onCompleted() {
            end.add("completed");
        }

        PublicationReply take() throws InterruptedException {
            PublicationReply reply = queue.poll(30, TimeUnit.SECONDS);
            assertThat(reply).as("a reply within 30 s; the end: %s", end).isNotNull();
            return reply;
        }
    }

    @BeforeEach
    void open() throws Exception {
        config = ConfigReader.read(
                null,
                Map.of(
                        "mist.data-dir", directory.toString(),
                        "mist.outputs.max-message-bytes", "1 KiB",
                        "mist.outputs.max-epoch-bytes", "4 KiB",
                        "mist.outputs.max-staged-bytes", "16 KiB"));
        dispatcher = TestDispatcher.of(
                config,
                runs,
                of -> new LiveSource.Values(1, SampleRuns.object("{}")),
                database.jdbi(),
                launcher,
                directory);
        dispatcher.start();
        startServer();
        run = runs.create(SampleRuns.aStreamPlan(), "test", null).run();
        dispatcher.submit(run);
        await().until(() -> runs.require(run.id()).state() instanceof RunState.Starting);
    }

    private void startServer() throws Exception {
        channels = RocksDbLog.open(
                directory.resolve("channels"),
                ignored -> new io.mist.server.gate.message.Retention(Duration.ofDays(10_000), 1L << 40));
        staging = Staging.open(directory.resolve("staging"), config.outputs());
        publications = new Publications(runs, channels, staging, config.outputs(), Runnable::run);
        LinkService link = new LinkService(
                dispatcher,
                new RunLogs(directory.resolve("logs"), 1 << 20),
                new NoNews(),
                publications,
                new Fetches(runs, channels, Runnable::run),
                new LiveFollowings(
                        runs,
                        run -> new LiveSource.Values(1, SampleRuns.object("{}")),
                        new NoNews(),
                        Runnable::run,
                        java.time.Clock.systemUTC()));
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
    }

    private static final class NoNews implements LinkService.LiveListener {
        @Override
        public void checked(LiveChecked answer) {}

        @Override
        public void applied(LiveApplied applied) {}
    }

    private void stopServer() throws Exception {
        channel.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        server.stop().join();
        publications.close();
        staging.close();
        channels.close();
    }

    @AfterEach
    void close() throws Exception {
        stopServer();
        dispatcher.close();
        launcher.close();
        database.close();
    }

    private WorkerLinkGrpc.WorkerLinkStub stub() {
        Metadata headers = new Metadata();
        headers.put(
                Metadata.Key.of("mist-worker", Metadata.ASCII_STRING_MARSHALLER),
                launcher.last().id());
        headers.put(
                Metadata.Key.of("mist-token", Metadata.ASCII_STRING_MARSHALLER),
                launcher.last().token());
        return WorkerLinkGrpc.newStub(channel).withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    private Source source(String query, int attempt) {
        return Source.newBuilder()
                .setRun(run.id())
                .setAttempt(attempt)
                .setChannel("alerts")
                .setQuery(query)
                .build();
    }

    /** A task's stream. */
    private final class Task {

        private final Replies replies = new Replies();
        private final StreamObserver<Publication> sending;
        private int frames;
        private int count;

        Task(int attempt, long epoch, int partition, long task) {
            sending = stub().publish(replies);
            sending.onNext(Publication.newBuilder()
                    .setOpen(Open.newBuilder()
                            .setSource(source("alerts", attempt))
                            .setEpoch(epoch)
                            .setPartition(partition)
                            .setTask(task))
                    .build());
        }

        Task(long epoch, int partition, long task) {
            this(1, epoch, partition, task);
        }

        void send(int index, String... payloads) {
            Frame.Builder frame = Frame.newBuilder().setIndex(index);
            Arrays.stream(payloads).forEach(payload -> frame.addPayload(ByteString.copyFromUtf8(payload)));
            sending.onNext(Publication.newBuilder().setFrame(frame).build());
        }

        Task frame(String... payloads) {
            send(frames++, payloads);
            count += payloads.length;
            return this;
        }

        /** The answer to the end, or the refusal. */
        PublicationReply end() throws InterruptedException {
            sending.onNext(Publication.newBuilder()
                    .setEnd(End.newBuilder().setFrames(frames).setCount(count))
                    .build());
            return last();
        }

        PublicationReply last() throws InterruptedException {
            PublicationReply reply = replies.take();
            while (reply.hasTaken()) {
                reply = replies.take();
            }
            return reply;
        }
    }

    private void stored(long epoch, int partition, long task, String... payloads) throws InterruptedException {
        assertThat(new Task(epoch, partition, task)
                        .frame(payloads)
                        .end()
                        .getStored()
                        .getCount())
                .isEqualTo(payloads.length);
    }

    private static Winner winner(int partition, long task, int count) {
        return Winner.newBuilder()
                .setPartition(partition)
                .setTask(task)
                .setCount(count)
                .build();
    }

    private PublicationReply commit(int attempt, long epoch, Winner... winners) throws InterruptedException {
        Replies replies = new Replies();
        stub().commitEpoch(
                        Commit.newBuilder()
                                .setSource(source("alerts", attempt))
                                .setEpoch(epoch)
                                .setLiveVersion(2)
                                .addAllPart(List.of(winners))
                                .build(),
                        replies);
        return replies.take();
    }

    private PublicationReply commit(long epoch, Winner... winners) throws InterruptedException {
        return commit(1, epoch, winners);
    }

    private PublicationReply send(String sender, long number, String payload) throws InterruptedException {
        Replies replies = new Replies();
        stub().send(
                        Sent.newBuilder()
                                .setSource(source(sender, 1))
                                .setNumber(number)
                                .setLiveVersion(2)
                                .setPayload(ByteString.copyFromUtf8(payload))
                                .build(),
                        replies);
        return replies.take();
    }

    private List<Message> messages() {
        return channels.read(ALERTS, 0, null, 1_000).messages();
    }

    private List<String> texts() {
        return messages().stream()
                .map(message -> new String(message.data(), StandardCharsets.UTF_8))
                .toList();
    }

    // ---- epochs

    @Test
    void theWinningPartsAreInTheLogWhenTheEpochIsCommittedAndNotBefore() throws Exception {
        stored(7, 1, 101, "3");
        assertThat(new Task(7, 0, 100).frame("1").frame("2").end().getStored().getCount())
                .isEqualTo(2);
        stored(7, 1, 102, "a speculative copy");
        assertThat(texts()).isEmpty();

        PublicationReply reply = commit(7, winner(0, 100, 2), winner(1, 101, 1));

        assertThat(reply.getCommitted().getDuplicate()).isFalse();
        assertThat(texts()).containsExactly("1", "2", "3");
        assertThat(messages().stream().map(Message::id))
                .containsExactly(run.id() + "/alerts/7/0/0", run.id() + "/alerts/7/0/1", run.id() + "/alerts/7/1/0");
        assertThat(messages()).allMatch(message -> message.live() == 2 && message.epoch() == 7);
        assertThat(staging.bytes()).as("what is left of the epoch").isZero();
    }

    @Test
    void aCommitThatIsRepeatedIsADuplicateEvenWhenItsPartsAreGoneAndTheServerIsAnother() throws Exception {
        stored(7, 0, 100, "1");
        commit(7, winner(0, 100, 1));

        assertThat(commit(7, winner(0, 100, 1)).getCommitted().getDuplicate()).isTrue();
        stopServer();
        startServer();
        assertThat(commit(7, winner(0, 100, 1)).getCommitted().getDuplicate()).isTrue();
        assertThat(texts()).containsExactly("1");
    }

    @Test
    void anEpochThatIsReplayedIsDropped() throws Exception {
        stored(7, 0, 100, "1");
        commit(7, winner(0, 100, 1));

        stored(7, 0, 200, "1");
        assertThat(commit(7, winner(0, 200, 1)).getCommitted().getDuplicate()).isTrue();
        stored(8, 0, 201, "2");
        commit(8, winner(0, 201, 1));

        assertThat(texts()).containsExactly("1", "2");
        assertThat(staging.bytes()).isZero();
    }

    @Test
    void anEpochThatOnlyTheLogKnowsIsDroppedToo() throws Exception {
        stored(7, 0, 100, "1");
        commit(7, winner(0, 100, 1));
        staging.forget(run.id());

        stored(7, 0, 200, "1");

        assertThat(commit(7, winner(0, 200, 1)).getCommitted().getDuplicate()).isTrue();
        assertThat(texts()).containsExactly("1");
    }

    @Test
    void partsSurviveAnotherServerAndAPartResumesWhereItWas() throws Exception {
        stored(7, 0, 100, "1", "2");
        Task half = new Task(7, 1, 101).frame("3").frame("4");
        await().until(() ->
                staging.frames(new Part(new Part.Epoch(new Part.Query(run.id(), "alerts", "alerts"), 1, 7), 1, 101))
                        == 2);
        stopServer();
        startServer();

        Task again = new Task(7, 1, 101);
        assertThat(again.replies.take().getTaken().getFrames()).isEqualTo(2);
        again.send(1, "4");
        again.send(2, "5");
        again.sending.onNext(Publication.newBuilder()
                .setEnd(End.newBuilder().setFrames(3).setCount(3))
                .build());
        assertThat(again.last().getStored().getCount()).isEqualTo(3);
        commit(7, winner(0, 100, 2), winner(1, 101, 3));

        assertThat(half.count).isEqualTo(2);
        assertThat(texts()).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void aPartThatIsNotThereOrNotWholeRefusesTheEpoch() throws Exception {
        stored(7, 0, 100, "1");
        new Task(7, 1, 101).frame("2").replies.take();

        assertThat(commit(7, winner(0, 100, 1), winner(2, 102, 1)).getRefused().getMessage())
                .isEqualTo(
                        "partition 2 of epoch 7 of output 'alerts' is not complete: it is not there; the epoch has to"
                                + " be made again from the checkpoint");
        assertThat(commit(7, winner(0, 100, 1), winner(1, 101, 2)).getRefused().getCode())
                .isEqualTo("part-missing");
        assertThat(commit(7, winner(0, 100, 9)).getRefused().getMessage()).contains("it has 1 messages (expected: 9)");
        assertThat(texts()).isEmpty();
    }

    @Test
    void aFrameWithoutTheOneBeforeIsRefused() throws Exception {
        Task task = new Task(7, 0, 100);
        task.send(1, "2");

        assertThat(task.last().getRefused().getCode()).isEqualTo("part-missing");
    }

    @Test
    void aPartThatIsGivenUpIsRemoved() throws Exception {
        Task task = new Task(7, 0, 100).frame("1");
        task.sending.onNext(Publication.newBuilder()
                .setDiscard(Discard.getDefaultInstance())
                .build());
        task.sending.onCompleted();

        assertThat(task.replies.end.poll(30, TimeUnit.SECONDS)).isEqualTo("completed");
        assertThat(staging.bytes()).isZero();
        assertThat(staging.runs()).isEmpty();
    }

    @Test
    void aMessageAnEpochAndTheWholeStagingHaveBoundsWhoseSettingsAreNamed() throws Exception {
        String half = "\"" + "x".repeat(500) + "\"";
        assertThat(new Task(7, 0, 100)
                        .frame("\"" + "x".repeat(2_000) + "\"")
                        .end()
                        .getRefused()
                        .getMessage())
                .isEqualTo("a message of output 'alerts' has 2002 bytes or more (at most 1024,"
                        + " mist.outputs.max-message-bytes); make it smaller or raise the setting");

        stored(7, 0, 101, half, half, half, half);
        Task tooMuch = new Task(7, 1, 102);
        for (int i = 0; i < 40; i++) {
            tooMuch.frame(half);
        }
        assertThat(tooMuch.end().getRefused().getMessage())
                .contains("a micro-batch of output 'alerts'")
                .contains("mist.outputs.max-epoch-bytes");
        stored(7, 0, 103, half, half, half, half);
        commit(7, winner(0, 103, 4));

        PublicationReply full = null;
        for (int epoch = 8; full == null; epoch++) {
            PublicationReply reply =
                    new Task(epoch, 0, epoch).frame(half, half, half).end();
            full = reply.hasRefused() ? reply : null;
        }
        assertThat(full.getRefused().getCode()).isEqualTo("staging-full");
        assertThat(full.getRefused().getMessage()).contains("mist.outputs.max-staged-bytes");
    }

    @Test
    void aWorkerThatNoLongerHasTheRunAndAnOlderAttemptOfItAreRefusedAndTheirPartsRemoved() throws Exception {
        stored(7, 0, 100, "zombie");
        assertThat(commit(2, 7, winner(0, 100, 1)).getRefused().getCode()).isEqualTo("not-owner");
        assertThat(new Task(2, 7, 0, 100).last().getRefused().getCode()).isEqualTo("not-owner");

        SampleRuns.change(
                runs,
                run.id(),
                seen -> new RunState.Restarting(SampleRuns.aReason(), runs.now().plusSeconds(3_600), 0, runs.now()));

        assertThat(staging.bytes()).isZero();
        assertThat(commit(7, winner(0, 100, 1)).getRefused().getCode()).isEqualTo("not-owner");
        assertThat(new Task(7, 0, 101).last().getRefused().getMessage())
                .isEqualTo("attempt 1 of run " + run.id() + " is no longer on worker "
                        + launcher.last().id());
        assertThat(send("send.1", 0, "1").getRefused().getCode()).isEqualTo("not-owner");
        assertThat(texts()).isEmpty();
    }

    @Test
    void whatARunHasLeftIsRemovedByTheNextServer() throws Exception {
        stored(7, 0, 100, "1");
        stopServer();
        SampleRuns.change(runs, run.id(), seen -> new RunState.Failed(SampleRuns.aReason(), runs.now()));
        startServer();

        assertThat(staging.runs()).isEmpty();
        assertThat(staging.bytes()).isZero();
    }

    // ---- messages sent one by one

    @Test
    void aMessageSentByItselfIsInTheLogOnceHasNoEpochAndANumberPerSender() throws Exception {
        assertThat(send("send.1", 0, "1").getCommitted().getDuplicate()).isFalse();
        assertThat(send("send.1", 0, "1").getCommitted().getDuplicate()).isTrue();
        assertThat(send("send.1", 1, "2").getCommitted().getDuplicate()).isFalse();
        assertThat(send("send.1.4.0", 0, "3").getCommitted().getDuplicate()).isFalse();

        assertThat(texts()).containsExactly("1", "2", "3");
        assertThat(messages()).allMatch(message -> message.epoch() == null);
        assertThat(messages().stream().map(Message::id))
                .containsExactly(
                        run.id() + "/send.1/0/0/0", run.id() + "/send.1/1/0/0", run.id() + "/send.1.4.0/0/0/0");
    }

    @Test
    void aMessageSentByItselfThatIsTooLargeIsRefusedAndTheNextOneIsTaken() throws Exception {
        assertThat(send("send.1", 0, "\"" + "x".repeat(2_000) + "\"")
                        .getRefused()
                        .getCode())
                .isEqualTo("output-too-large");
        send("send.1", 0, "\"small\"");

        assertThat(texts()).containsExactly("\"small\"");
    }
}
