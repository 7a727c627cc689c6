package io.mist.worker.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.End;
import io.mist.protocol.wire.Frame;
import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.Publication;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends a task's part of an epoch. What the server has not confirmed is kept, up to {@link #WINDOW_BYTES}; then the
 * task waits. After a break, such as a restart of the server, it resumes where the server left off. Confined to one thread.
 */
public final class PartStream {

    /** The size at which a frame is sent. */
    private static final int FRAME_BYTES = 256 << 10;

    /** The most that may be under way; more waits until the server has it. */
    static final int WINDOW_BYTES = 2 << 20;

    private final Publisher publisher;
    private final Open open;
    private final Patience patience;
    private final Deque<Frame> kept = new ArrayDeque<>();
    private long keptBytes;
    private Frame.Builder frame = Frame.newBuilder();
    private int frameBytes;
    private int frames;
    private int count;
    private @Nullable PartCall call;
    private boolean begun;

    PartStream(Publisher publisher, long epoch, int partition, long task) {
        this.publisher = publisher;
        this.open = Open.newBuilder()
                .setSource(publisher.source())
                .setEpoch(epoch)
                .setPartition(partition)
                .setTask(task)
                .build();
        this.patience = new Patience(
                publisher.destination().patience(),
                "partition " + partition + " of epoch " + epoch + " of output '" + publisher.channel()
                        + "' was not taken");
    }

    /**
     * Returns when the message is on its way, after waiting if too much is.
     *
     * @throws MistException if the server rejects the part, or stays away for too long
     */
    public void add(byte[] message) throws InterruptedException {
        ByteString payload = UnsafeByteOperations.unsafeWrap(message);
        frame.addPayload(payload);
        frameBytes += payload.size();
        count++;
        if (frameBytes >= FRAME_BYTES) {
            cut();
            deliver(false);
        }
    }

    /** Returns when the server holds the whole part, which is nothing if it has no messages. */
    public StoredPart end() throws InterruptedException {
        if (count > 0) {
            if (frame.getPayloadCount() > 0) {
                cut();
            }
            deliver(true);
        }
        return new StoredPart(open.getPartition(), open.getTask(), count);
    }

    /** The task has failed: notifies the server if it is there; else it learns from the commit of the epoch. */
    public void discard() {
        if (call != null) {
            call.discard();
            call = null;
        }
    }

    private void cut() {
        Frame cut = frame.setIndex(frames++).build();
        kept.add(cut);
        keptBytes += cut.getSerializedSize();
        frame = Frame.newBuilder();
        frameBytes = 0;
    }

    private void deliver(boolean isLast) throws InterruptedException {
        while (true) {
            try {
                PartCall current = connected();
                sendKept(current);
                if (isLast) {
                    current.send(ending());
                    current.awaitStored();
                    current.complete();
                    call = null;
                } else {
                    awaitRoom(current);
                }
                return;
            } catch (CallLost lost) {
                call = null;
                patience.pauseAfter(lost);
            }
        }
    }

    private Publication ending() {
        return Publication.newBuilder()
                .setEnd(End.newBuilder().setFrames(frames).setCount(count))
                .build();
    }

    private PartCall connected() throws InterruptedException, CallLost {
        PartCall current = call;
        if (current == null) {
            current = new PartCall(Connection.to(publisher.destination()));
            call = current;
            current.send(Publication.newBuilder().setOpen(open).build());
            if (begun) {
                forget(current.awaitOpened());
                current.sentTo(firstKept());
            }
            begun = true;
        }
        return current;
    }

    private int firstKept() {
        return frames - kept.size();
    }

    private void sendKept(PartCall current) {
        for (Frame each : kept) {
            current.sendOnce(each);
        }
    }

    private void awaitRoom(PartCall current) throws InterruptedException, CallLost {
        forget(current.taken());
        while (keptBytes > WINDOW_BYTES) {
            forget(current.awaitMoreThan(firstKept()));
        }
    }

    private void forget(int taken) {
        if (taken < firstKept()) {
            throw MistException.resources(
                    "part-lost",
                    "the server has lost a part of epoch " + open.getEpoch() + " of output '" + publisher.channel()
                            + "' that it had taken: it holds " + taken + " frames (expected: at least " + firstKept()
                            + "); the task has to be run again");
        }
        while (firstKept() < taken) {
            keptBytes -= kept.removeFirst().getSerializedSize();
        }
        patience.restore();
    }
}
