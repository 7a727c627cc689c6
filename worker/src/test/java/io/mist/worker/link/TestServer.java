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
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.ToWorker;
import io.mist.protocol.wire.Welcome;
import io.mist.protocol.wire.WorkerLinkGrpc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The server's side of the link on a real port: it takes everything, but for what the test tells it not to. */
final class TestServer extends WorkerLinkGrpc.WorkerLinkImplBase implements AutoCloseable {

    private static final Context.Key<String> WHO = Context.key("who");

    private final List<FromWorker> received = new CopyOnWriteArrayList<>();
    private final List<StreamObserver<ToWorker>> controls = new CopyOnWriteArrayList<>();
    private final List<String> committed = new CopyOnWriteArrayList<>();
    private final List<String> dialled = new CopyOnWriteArrayList<>();
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicInteger publications = new AtomicInteger();
    private volatile int breakingCommits;
    private volatile MistException refusal;
    private volatile boolean paused;
    private volatile boolean welcoming = true;
    private volatile ServerCallStreamObserver<PublicationReply> publication;
    private Server server;
    private int port;

    TestServer() {
        start();
    }

    /** On the port that it had before, if it had one. */
    void start() {
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
    void stop() {
        server.shutdownNow();
        try {
            if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test's server does not end");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Address address() {
        return new Address("127.0.0.1", port);
    }

    List<FromWorker> received() {
        return received;
    }

    /** Who dialled, {@code worker/token}. */
    List<String> dialled() {
        return dialled;
    }

    /** {@code number/live: a,b,c} of every batch in the log. */
    List<String> committed() {
        return committed;
    }

    int frames() {
        return frames.get();
    }

    int publications() {
        return publications.get();
    }

    /** The next commits are stored, and the stream breaks before the worker hears of it. */
    void breakAfterCommits(int count) {
        breakingCommits = count;
    }

    /** The next commit is refused. */
    void refuse(MistException with) {
        refusal = with;
    }

    /** Takes no more than the first frame of a publication until {@link #resume}. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
        publication.request(1);
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
                received.add(message);
                if (message.hasHello() && welcoming) {
                    answers.onNext(ToWorker.newBuilder()
                            .setWelcome(Welcome.newBuilder().setHeartbeatSeconds(1))
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
        List<String> waiting = new ArrayList<>();
        return new StreamObserver<>() {
            @Override
            public void onNext(Publication message) {
                if (message.hasMessages()) {
                    frames.incrementAndGet();
                    message.getMessages().getPayloadList().forEach(payload -> waiting.add(payload.toStringUtf8()));
                } else if (message.hasCommit()) {
                    commit(message.getCommit());
                }
                if (!paused) {
                    call.request(1);
                }
            }

            private void commit(Commit commit) {
                MistException refused = refusal;
                if (refused != null) {
                    refusal = null;
                    waiting.clear();
                    answers.onNext(PublicationReply.newBuilder()
                            .setRefused(Failures.toWire(refused))
                            .build());
                    return;
                }
                if (commit.getCount() != waiting.size()) {
                    answers.onNext(PublicationReply.newBuilder()
                            .setRefused(Failures.toWire(MistException.resources(
                                    "internal", waiting.size() + " messages (expected: " + commit.getCount() + ")")))
                            .build());
                    return;
                }
                String batch = commit.getNumber() + "/" + commit.getLiveVersion() + ": " + String.join(",", waiting);
                waiting.clear();
                boolean isDuplicate = committed.contains(batch);
                if (!isDuplicate) {
                    committed.add(batch);
                }
                if (breakingCommits > 0) {
                    breakingCommits--;
                    answers.onError(new IllegalStateException("broken by the test"));
                    return;
                }
                answers.onNext(PublicationReply.newBuilder()
                        .setCommitted(Committed.newBuilder()
                                .setNumber(commit.getNumber())
                                .setDuplicate(isDuplicate))
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

    @Override
    public void close() {
        stop();
    }
}
