package io.mist.worker.link;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Commit;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.Sent;
import io.mist.protocol.wire.Source;
import io.mist.protocol.wire.Winner;
import io.mist.protocol.wire.WorkerLinkGrpc.WorkerLinkStub;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;

/**
 * Brings what one query or sender of a run publishes into the log of one channel: parts of epochs from tasks, their
 * commit from the driver, and single messages from anywhere. Immutable, safe for any thread, and travels to executors.
 * A call that is cut off is repeated; the server drops what it has already.
 *
 * @param query the query or, of messages sent one by one, the name of their sender within the run
 */
public record Publisher(Destination destination, String run, int attempt, String channel, String query)
        implements Serializable {

    /** A publisher for another query or sender of the run. */
    public Publisher of(String other) {
        return new Publisher(destination, run, attempt, channel, other);
    }

    /** @param task another one for each attempt at the same partition */
    public PartStream part(long epoch, int partition, long task) {
        return new PartStream(this, epoch, partition, task);
    }

    /**
     * Returns when the parts are in the log, all together.
     *
     * @param live the version of the run's live values that the epoch was made with
     * @param parts those that won
     * @throws MistException if the server rejects the epoch, or stays away for too long
     */
    public void commit(long epoch, long live, List<StoredPart> parts) throws InterruptedException {
        List<Winner> winners = parts.stream()
                .filter(part -> part.count() > 0)
                .sorted(Comparator.comparing(StoredPart::partition))
                .map(Publisher::winner)
                .toList();
        if (winners.isEmpty()) {
            return;
        }
        Commit commit = Commit.newBuilder()
                .setSource(source())
                .setEpoch(epoch)
                .setLiveVersion(live)
                .addAllPart(winners)
                .build();
        call("epoch " + epoch, (stub, answer) -> stub.commitEpoch(commit, answer));
    }

    private static Winner winner(StoredPart part) {
        return Winner.newBuilder()
                .setPartition(part.partition())
                .setTask(part.task())
                .setCount(part.count())
                .build();
    }

    /**
     * Returns when the message is in the log.
     *
     * @param number above that of the message before
     */
    public void send(long number, long live, byte[] message) throws InterruptedException {
        send(number, live, List.of(message));
    }

    /** Returns when the messages, at least one, are in the log, all together; they have one number. */
    public void send(long number, long live, List<byte[]> messages) throws InterruptedException {
        Sent.Builder sent = Sent.newBuilder()
                .setSource(source())
                .setNumber(number)
                .setLiveVersion(live)
                .setPayload(UnsafeByteOperations.unsafeWrap(messages.get(0)));
        messages.stream().skip(1).map(UnsafeByteOperations::unsafeWrap).forEach(sent::addMore);
        call("message " + number, (stub, answer) -> stub.send(sent.build(), answer));
    }

    Source source() {
        return Source.newBuilder()
                .setRun(run)
                .setAttempt(attempt)
                .setChannel(channel)
                .setQuery(query)
                .build();
    }

    private void call(String what, BiConsumer<WorkerLinkStub, StreamObserver<PublicationReply>> request)
            throws InterruptedException {
        Patience patience = new Patience(destination.patience(), what + " of output '" + channel + "' was not taken");
        while (true) {
            try {
                PublicationReply reply = answer(request);
                if (reply.hasRefused()) {
                    throw Failures.fromWire(reply.getRefused());
                }
                return;
            } catch (CallLost lost) {
                patience.pauseAfter(lost);
            }
        }
    }

    private PublicationReply answer(BiConsumer<WorkerLinkStub, StreamObserver<PublicationReply>> request)
            throws InterruptedException, CallLost {
        Answer answer = new Answer();
        request.accept(Connection.to(destination), answer);
        try {
            return answer.future.get();
        } catch (ExecutionException e) {
            throw CallLost.of(e.getCause());
        }
    }

    private static final class Answer implements StreamObserver<PublicationReply> {

        private final CompletableFuture<PublicationReply> future = new CompletableFuture<>();

        @Override
        public void onNext(PublicationReply reply) {
            future.complete(reply);
        }

        @Override
        public void onError(Throwable error) {
            future.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            future.completeExceptionally(
                    new StatusRuntimeException(Status.UNAVAILABLE.withDescription("ended without an answer")));
        }
    }
}
