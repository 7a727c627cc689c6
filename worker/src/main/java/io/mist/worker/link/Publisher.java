package io.mist.worker.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Commit;
import io.mist.protocol.wire.Messages;
import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.WorkerLinkGrpc.WorkerLinkStub;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the messages of one query of a run into the log of one channel, batch by batch. One thread at a time. A batch
 * that was cut off is sent again from its beginning; the server drops it if it was in the log already.
 */
public final class Publisher implements AutoCloseable {

    /** So much goes into one frame; more waits until the server has taken it. */
    private static final int FRAME_BYTES = 256 << 10;

    private static final long RETRY_MILLIS = 500;

    private final WorkerLinkStub stub;
    private final Open open;
    private final Duration patience;
    private @Nullable Call call;

    /** @param patience how long a server that is away is waited for before the batch fails */
    public Publisher(WorkerLinkStub stub, Open open, Duration patience) {
        this.stub = stub;
        this.open = open;
        this.patience = patience;
    }

    /**
     * Returns when the batch is in the log.
     *
     * @param number the epoch, or a sequence number
     * @param payloads gives the messages from the first; asked again if the batch has to be sent again
     * @throws MistException if the server refuses the batch, or stays away for too long
     */
    public synchronized void commit(long number, long live, Supplier<Iterator<byte[]>> payloads)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Call current = call == null ? new Call() : call;
            // Kept for the next batch only when this one is through: else the server would still have a part of it.
            call = null;
            try {
                current.send(number, live, payloads.get());
                call = current;
                return;
            } catch (CallLost e) {
                if (System.nanoTime() > deadline) {
                    throw MistException.resources(
                                    "server-away",
                                    "batch " + number + " of output '" + open.getChannel()
                                            + "' was not taken: the server has been away for "
                                            + patience.toSeconds() + " s")
                            .causedBy(e);
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            } finally {
                if (call == null) {
                    current.abandon();
                }
            }
        }
    }

    @Override
    public synchronized void close() {
        if (call != null) {
            call.end();
            call = null;
        }
    }

    private static final class CallLost extends Exception {
        private static final long serialVersionUID = 1L;

        CallLost(@Nullable Throwable cause) {
            super("the stream to the server ended", cause);
        }
    }

    private record Outcome(
            @Nullable PublicationReply reply, @Nullable Throwable error) {}

    private final class Call implements ClientResponseObserver<Publication, PublicationReply> {

        private final Object readiness = new Object();
        private final BlockingQueue<Outcome> outcomes = new ArrayBlockingQueue<>(4);
        private volatile boolean over;
        private volatile @Nullable ClientCallStreamObserver<Publication> requests;

        Call() {
            stub.publish(this);
            requests().onNext(Publication.newBuilder().setOpen(open).build());
        }

        private ClientCallStreamObserver<Publication> requests() {
            ClientCallStreamObserver<Publication> started = requests;
            if (started == null) {
                throw new IllegalStateException("the call was not started");
            }
            return started;
        }

        void send(long number, long live, Iterator<byte[]> payloads) throws InterruptedException, CallLost {
            int count = 0;
            Messages.Builder frame = Messages.newBuilder().setNumber(number);
            int bytes = 0;
            while (payloads.hasNext()) {
                ByteString payload = UnsafeByteOperations.unsafeWrap(payloads.next());
                frame.addPayload(payload);
                count++;
                bytes += payload.size();
                if (bytes >= FRAME_BYTES) {
                    awaitReady();
                    requests()
                            .onNext(Publication.newBuilder().setMessages(frame).build());
                    frame = Messages.newBuilder().setNumber(number);
                    bytes = 0;
                }
            }
            awaitReady();
            if (frame.getPayloadCount() > 0) {
                requests().onNext(Publication.newBuilder().setMessages(frame).build());
            }
            requests()
                    .onNext(Publication.newBuilder()
                            .setCommit(Commit.newBuilder()
                                    .setNumber(number)
                                    .setLiveVersion(live)
                                    .setCount(count))
                            .build());
            awaitReply(number);
        }

        private void awaitReady() throws InterruptedException, CallLost {
            synchronized (readiness) {
                while (!over && !requests().isReady()) {
                    readiness.wait(1_000);
                }
            }
            if (over) {
                Outcome outcome = outcomes.poll();
                refusal(outcome).ifPresent(refused -> {
                    throw refused;
                });
                throw new CallLost(outcome == null ? null : outcome.error);
            }
        }

        private void awaitReply(long number) throws InterruptedException, CallLost {
            while (true) {
                Outcome outcome = outcomes.poll(1, TimeUnit.SECONDS);
                if (outcome == null) {
                    if (over && outcomes.isEmpty()) {
                        throw new CallLost(null);
                    }
                    continue;
                }
                refusal(outcome).ifPresent(refused -> {
                    throw refused;
                });
                if (outcome.reply == null) {
                    throw new CallLost(outcome.error);
                }
                if (outcome.reply.getCommitted().getNumber() == number) {
                    return;
                }
            }
        }

        private static Optional<MistException> refusal(@Nullable Outcome outcome) {
            return outcome != null && outcome.reply != null && outcome.reply.hasRefused()
                    ? Optional.of(Failures.fromWire(outcome.reply.getRefused()))
                    : Optional.empty();
        }

        void abandon() {
            if (!over) {
                requests().cancel("the batch is given up", null);
            }
        }

        void end() {
            if (!over) {
                requests().onCompleted();
            }
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<Publication> started) {
            requests = started;
            started.setOnReadyHandler(this::wake);
        }

        @Override
        public void onNext(PublicationReply reply) {
            outcomes.offer(new Outcome(reply, null));
            wake();
        }

        @Override
        public void onError(Throwable error) {
            outcomes.offer(new Outcome(null, error));
            over = true;
            wake();
        }

        @Override
        public void onCompleted() {
            over = true;
            wake();
        }

        private void wake() {
            synchronized (readiness) {
                readiness.notifyAll();
            }
        }
    }
}
