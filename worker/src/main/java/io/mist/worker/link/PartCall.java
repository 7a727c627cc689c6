package io.mist.worker.link;

import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.wire.Discard;
import io.mist.protocol.wire.Failure;
import io.mist.protocol.wire.Frame;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.WorkerLinkGrpc.WorkerLinkStub;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One call that brings a part. Its answers arrive on other threads, and callers wait for them. */
final class PartCall implements ClientResponseObserver<Publication, PublicationReply> {

    private @Nullable ClientCallStreamObserver<Publication> requests;
    private int sentTo;

    // Guarded by this call.
    private int taken = -1;
    private boolean stored;
    private boolean over;
    private @Nullable Throwable error;
    private @Nullable Failure rejection;

    PartCall(WorkerLinkStub stub) {
        stub.publish(this);
    }

    private ClientCallStreamObserver<Publication> requests() {
        if (requests == null) {
            throw new IllegalStateException("the call was not started");
        }
        return requests;
    }

    void send(Publication message) {
        requests().onNext(message);
    }

    void sendOnce(Frame frame) {
        if (frame.getIndex() >= sentTo) {
            send(Publication.newBuilder().setFrame(frame).build());
            sentTo = frame.getIndex() + 1;
        }
    }

    /** The frames before this one need not be sent. */
    void sentTo(int frame) {
        sentTo = frame;
    }

    void complete() {
        requests().onCompleted();
    }

    void discard() {
        if (!isOver()) {
            send(Publication.newBuilder()
                    .setDiscard(Discard.getDefaultInstance())
                    .build());
            complete();
        }
    }

    private synchronized boolean isOver() {
        return over;
    }

    synchronized int taken() {
        return Math.max(0, taken);
    }

    /** How many frames the server has, by its first answer. */
    int awaitOpened() throws InterruptedException, CallLost {
        return awaitMoreThan(-1);
    }

    synchronized int awaitMoreThan(int frames) throws InterruptedException, CallLost {
        await(() -> taken > frames);
        return taken;
    }

    synchronized void awaitStored() throws InterruptedException, CallLost {
        await(() -> stored);
    }

    private synchronized void await(BooleanSupplier condition) throws InterruptedException, CallLost {
        while (!condition.getAsBoolean()) {
            if (rejection != null) {
                throw Failures.fromWire(rejection);
            }
            if (over) {
                throw CallLost.of(error);
            }
            wait();
        }
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<Publication> started) {
        requests = started;
    }

    @Override
    public synchronized void onNext(PublicationReply reply) {
        switch (reply.getReplyCase()) {
            case TAKEN -> taken = Math.max(taken, reply.getTaken().getFrames());
            case STORED -> stored = true;
            case REFUSED -> rejection = reply.getRefused();
            case COMMITTED, REPLY_NOT_SET -> {}
        }
        notifyAll();
    }

    @Override
    public synchronized void onError(Throwable cause) {
        error = cause;
        over = true;
        notifyAll();
    }

    @Override
    public synchronized void onCompleted() {
        over = true;
        notifyAll();
    }
}
