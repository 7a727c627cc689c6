package io.mist.worker.link;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Commit;
import io.mist.protocol.wire.Committed;
import io.mist.protocol.wire.Frame;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.Sent;
import io.mist.protocol.wire.Source;
import io.mist.protocol.wire.Stored;
import io.mist.protocol.wire.Taken;
import io.mist.protocol.wire.ToWorker;
import io.mist.protocol.wire.Welcome;
import io.mist.protocol.wire.Winner;
import io.mist.protocol.wire.WorkerLinkGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The server's side of the link on a real port: it accepts everything but what the test rejects. */
public final class TestServer extends WorkerLinkGrpc.WorkerLinkImplBase implements AutoCloseable {

    private static final Context.Key<String> WHO = Context.key("who");

    private final List<FromWorker> received = new ArrayList<>();
    private final List<StreamObserver<ToWorker>> controls = new CopyOnWriteArrayList<>();
    private final List<String> committed = new CopyOnWriteArrayList<>();
    private final List<String> dialled = new CopyOnWriteArrayList<>();
    private final Map<String, Staged> parts = new ConcurrentHashMap<>();
    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private final AtomicInteger discarded = new AtomicInteger();
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicInteger publications = new AtomicInteger();
    private volatile int breakingCommits;
    private volatile boolean losing;
    private volatile MistException refusal;
    private volatile MistException partRejection;
    private volatile boolean paused;
    private volatile boolean welcoming = true;
    private volatile int heartbeatSeconds = 1;
    private volatile ServerCallStreamObserver<PublicationReply> publication;
    private Server server;
    private int port;

    /** A part as the server holds it. */
    private static final class Staged {
        private final List<String> messages = new CopyOnWriteArrayList<>();
        private volatile int frames;
        private volatile boolean complete;
    }

    public TestServer() {
        start();
    }

    /** On the port that it had before, if it had one. */
    public void start() {
        try {
            server = OkHttpServerBuilder.forPort(
                            new InetSocketAddress("127.0.0.1", port), InsecureServerCredentials.create())
                    .addService(this)
                    .intercept(new WhoDials())
                    .maxInboundMessageSize(64 << 20)
                    .build()
                    .start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All connections break. */
    public void stop() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test's server does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public Address address() {
        return new Address("127.0.0.1", port);
    }

    List<FromWorker> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /** Who dialled, {@code worker/token}. */
    List<String> dialled() {
        return dialled;
    }

    /** {@code epoch/live: a,b,c} of every epoch in the log, {@code sender/number: a} of every single message. */
    public List<String> committed() {
        return committed;
    }

    public int frames() {
        return frames.get();
    }

    public int publications() {
        return publications.get();
    }

    /** So many parts, of which some may have lost. */
    public int staged() {
        return parts.size();
    }

    public int discarded() {
        return discarded.get();
    }

    /** What is staged is lost, as by a machine that fails. */
    public void loseParts() {
        parts.clear();
    }

    /** What is staged is lost when the next commit comes. */
    public void loseNextParts() {
        losing = true;
    }

    /** The next part is rejected at its first frame. */
    public void rejectPart(MistException with) {
        partRejection = with;
    }

    /** The next commits are stored, and the stream breaks before the worker hears of it. */
    public void breakAfterCommits(int count) {
        breakingCommits = count;
    }

    /** The next commit is rejected. */
    public void reject(MistException with) {
        refusal = with;
    }

    /** Takes no more than the next message of a publication until {@link #resume}. */
    public void pause() {
        paused = true;
    }

    public void resume() {
        paused = false;
        publication.request(1);
    }

    /** What the next welcome names; this server answers no heartbeat, and a worker gives it four times as long. */
    void setHeartbeat(Duration heartbeat) {
        heartbeatSeconds = (int) heartbeat.toSeconds();
    }

    void ignoreHellos() {
        welcoming = false;
    }

    void tell(ToWorker message) {
        controls.get(controls.size() - 1).onNext(message);
    }

    private static final class WhoDials implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String who = headers.get(Credentials.WORKER) + "/" + headers.get(Credentials.TOKEN);
            return Contexts.interceptCall(Context.current().withValue(WHO, who), call, headers, next);
        }
    }

    @Override
    public StreamObserver<FromWorker> control(StreamObserver<ToWorker> answers) {
        dialled.add(WHO.get());
        controls.add(answers);
        return new StreamObserver<>() {
            @Override
            public void onNext(FromWorker message) {
                synchronized (received) {
                    received.add(message);
                }
                if (message.hasHello() && welcoming) {
                    answers.onNext(ToWorker.newBuilder()
                            .setWelcome(Welcome.newBuilder().setHeartbeatSeconds(heartbeatSeconds))
                            .build());
                }
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    @Override
    public StreamObserver<Publication> publish(StreamObserver<PublicationReply> answers) {
        publications.incrementAndGet();
        ServerCallStreamObserver<PublicationReply> call = (ServerCallStreamObserver<PublicationReply>) answers;
        publication = call;
        call.disableAutoRequest();
        call.request(1);
        return new StreamObserver<>() {
            private Staged part;
            private boolean over;

            @Override
            public void onNext(Publication message) {
                if (over) {
                    return;
                }
                switch (message.getMessageCase()) {
                    case OPEN -> {
                        part = parts.computeIfAbsent(
                                key(message.getOpen().getSource(), message.getOpen()), ignored -> new Staged());
                        taken();
                    }
                    case FRAME -> frame(message.getFrame());
                    case END -> {
                        part.complete = part.messages.size() == message.getEnd().getCount();
                        answers.onNext(PublicationReply.newBuilder()
                                .setStored(Stored.newBuilder().setCount(part.messages.size()))
                                .build());
                    }
                    case DISCARD -> {
                        discarded.incrementAndGet();
                        parts.values().remove(part);
                    }
                    case MESSAGE_NOT_SET -> throw new IllegalStateException();
                }
                if (!paused) {
                    call.request(1);
                }
            }

            private void frame(Frame frame) {
                frames.incrementAndGet();
                MistException rejected = partRejection;
                if (rejected != null) {
                    partRejection = null;
                    over = true;
                    answers.onNext(rejection(rejected));
                    return;
                }
                if (frame.getIndex() == part.frames) {
                    part.frames++;
                    frame.getPayloadList().forEach(payload -> part.messages.add(payload.toStringUtf8()));
                }
                taken();
            }

            private void taken() {
                answers.onNext(PublicationReply.newBuilder()
                        .setTaken(Taken.newBuilder().setFrames(part.frames))
                        .build());
            }

            @Override
            public void onError(Throwable error) {}

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    private static String key(Source source, Open open) {
        return key(source, open.getEpoch(), open.getPartition(), open.getTask());
    }

    private static String key(Source source, long epoch, int partition, long task) {
        return String.join(
                "/",
                source.getRun(),
                String.valueOf(source.getAttempt()),
                source.getChannel(),
                source.getQuery(),
                epoch + "/" + partition + "/" + task);
    }

    @Override
    public void commitEpoch(Commit commit, StreamObserver<PublicationReply> answer) {
        MistException rejected = refusal;
        if (rejected != null && breakingCommits == 0) {
            refusal = null;
            answer(answer, rejection(rejected));
            return;
        }
        if (losing) {
            losing = false;
            loseParts();
        }
        List<String> messages = new ArrayList<>();
        for (Winner winner : commit.getPartList()) {
            Staged staged =
                    parts.get(key(commit.getSource(), commit.getEpoch(), winner.getPartition(), winner.getTask()));
            if (staged == null || !staged.complete || staged.messages.size() != winner.getCount()) {
                answer(
                        answer,
                        rejection(MistException.resources("part-missing", "partition " + winner.getPartition())));
                return;
            }
            messages.addAll(staged.messages);
        }
        append(
                commit.getSource().getQuery() + "/" + commit.getEpoch(),
                commit.getEpoch() + "/" + commit.getLiveVersion() + ": " + String.join(",", messages),
                answer);
    }

    @Override
    public void send(Sent sent, StreamObserver<PublicationReply> answer) {
        String id = sent.getSource().getQuery() + "/" + sent.getNumber();
        append(id, id + ": " + sent.getPayload().toStringUtf8(), answer);
    }

    private void append(String id, String batch, StreamObserver<PublicationReply> answer) {
        boolean isNew = ids.add(id);
        if (isNew) {
            committed.add(batch);
        }
        synchronized (this) {
            if (breakingCommits > 0) {
                breakingCommits--;
                answer.onError(new IllegalStateException("broken by the test"));
                return;
            }
        }
        answer(
                answer,
                PublicationReply.newBuilder()
                        .setCommitted(Committed.newBuilder().setDuplicate(!isNew))
                        .build());
    }

    private static void answer(StreamObserver<PublicationReply> to, PublicationReply reply) {
        to.onNext(reply);
        to.onCompleted();
    }

    private static PublicationReply rejection(MistException error) {
        return PublicationReply.newBuilder().setRefused(Failures.toWire(error)).build();
    }

    @Override
    public void close() {
        stop();
    }
}
