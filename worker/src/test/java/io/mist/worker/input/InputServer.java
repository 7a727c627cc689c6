package io.mist.worker.input;

import com.google.protobuf.ByteString;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.FetchReply;
import io.mist.protocol.wire.FetchRequest;
import io.mist.protocol.wire.InputMessage;
import io.mist.protocol.wire.LiveNewest;
import io.mist.protocol.wire.LiveTaken;
import io.mist.protocol.wire.OffsetsReply;
import io.mist.protocol.wire.OffsetsRequest;
import io.mist.protocol.wire.WorkerLinkGrpc;
import io.mist.worker.link.Address;
import io.mist.worker.link.Destination;
import io.mist.worker.link.ServerAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** The server's side of inputs on a real port, over a log in memory that outlives its restarts. */
final class InputServer extends WorkerLinkGrpc.WorkerLinkImplBase implements AutoCloseable {

    private final List<String> log = new ArrayList<>();
    private final List<FetchRequest> fetches = new CopyOnWriteArrayList<>();
    private final List<Following> followings = new CopyOnWriteArrayList<>();
    private final List<StreamObserver<LiveNewest>> lives = new CopyOnWriteArrayList<>();
    private final List<LiveTaken> taken = new CopyOnWriteArrayList<>();
    private LiveNewest newest = LiveNewest.getDefaultInstance();
    private long start;
    private Server server;
    private int port;

    /** @param takesAll false for the ends alone */
    private record Following(
            FetchRequest request, StreamObserver<FetchReply> messages, StreamObserver<OffsetsReply> ends) {}

    InputServer() {
        start();
    }

    void start() {
        try {
            server = OkHttpServerBuilder.forPort(
                            new InetSocketAddress("127.0.0.1", port), InsecureServerCredentials.create())
                    .addService(this)
                    .build()
                    .start();
            port = server.getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        followings.clear();
        server.shutdownNow();
        try {
            assertEnded(server.awaitTermination(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertEnded(boolean ended) {
        if (!ended) {
            throw new IllegalStateException("the test's server does not end");
        }
    }

    ServerAccess access(Duration patience) {
        return new ServerAccess(new Destination(new Address("127.0.0.1", port), "w", "t", patience), "run-" + port, 1);
    }

    synchronized void push(String... messages) {
        long first = log.size();
        log.addAll(List.of(messages));
        for (Following following : followings) {
            if (following.ends() != null) {
                following.ends().onNext(ends());
            } else {
                send(following.messages(), Math.max(first, following.request().getFrom()), log.size());
            }
        }
    }

    /** As retention does. */
    synchronized void removeBelow(long offset) {
        start = offset;
    }

    List<FetchRequest> fetches() {
        return fetches;
    }

    private OffsetsReply ends() {
        return OffsetsReply.newBuilder().setStart(start).setEnd(log.size()).build();
    }

    @Override
    public synchronized void offsets(OffsetsRequest request, StreamObserver<OffsetsReply> answers) {
        forget((ServerCallStreamObserver<OffsetsReply>) answers);
        followings.add(new Following(null, null, answers));
        answers.onNext(ends());
    }

    private void forget(ServerCallStreamObserver<?> call) {
        call.setOnCancelHandler(
                () -> followings.removeIf(following -> following.ends() == call || following.messages() == call));
    }

    @Override
    public synchronized void fetch(FetchRequest request, StreamObserver<FetchReply> answers) {
        fetches.add(request);
        forget((ServerCallStreamObserver<FetchReply>) answers);
        if (request.getFrom() < start) {
            answers.onNext(FetchReply.newBuilder()
                    .setRefused(Failures.toWire(MistException.resources("input-gap", "gone")))
                    .build());
            answers.onCompleted();
            return;
        }
        boolean isBounded = request.getTo() >= 0;
        send(answers, request.getFrom(), isBounded ? request.getTo() : log.size());
        if (isBounded) {
            answers.onCompleted();
        } else {
            followings.add(new Following(request, answers, null));
        }
    }

    private void send(StreamObserver<FetchReply> answers, long from, long to) {
        for (long offset = from; offset < to; offset++) {
            answers.onNext(FetchReply.newBuilder()
                    .addMessage(
                            InputMessage.newBuilder().setOffset(offset).setData(ByteString.copyFromUtf8(log.get((int)
                                    offset))))
                    .setNext(offset + 1)
                    .build());
        }
    }

    /** What the JVMs that follow the live values have said to have. */
    List<LiveTaken> taken() {
        return taken;
    }

    synchronized void change(long version, String values) {
        newest = LiveNewest.newBuilder().setVersion(version).setLive(values).build();
        lives.forEach(live -> live.onNext(newest));
    }

    @Override
    public synchronized StreamObserver<LiveTaken> followLive(StreamObserver<LiveNewest> answers) {
        lives.add(answers);
        if (newest.getVersion() > 0) {
            answers.onNext(newest);
        }
        return new StreamObserver<>() {
            @Override
            public void onNext(LiveTaken message) {
                taken.add(message);
            }

            @Override
            public void onError(Throwable error) {
                lives.remove(answers);
            }

            @Override
            public void onCompleted() {
                lives.remove(answers);
            }
        };
    }

    @Override
    public void close() {
        stop();
    }
}
