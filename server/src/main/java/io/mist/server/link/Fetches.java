package io.mist.server.link;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Failure;
import io.mist.protocol.wire.FetchReply;
import io.mist.protocol.wire.FetchRequest;
import io.mist.protocol.wire.InputMessage;
import io.mist.protocol.wire.OffsetsReply;
import io.mist.protocol.wire.OffsetsRequest;
import io.mist.protocol.wire.RunRef;
import io.mist.server.channel.ChannelLog;
import io.mist.server.feed.Follower;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Page;
import io.mist.server.run.Run;
import io.mist.server.run.Runs;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the messages of inputs to the runs that read them. The next page is read when the worker has taken the last; a run
 * reaches the inputs of its own route only.
 */
public final class Fetches {

    private static final Logger LOG = LoggerFactory.getLogger(Fetches.class);

    /** So much goes into one frame, or one message that is larger. */
    private static final int FRAME_BYTES = 256 << 10;

    private final Runs runs;
    private final ChannelLog log;
    private final Executor executor;

    /** @param executor for reading, which may block on the disk */
    public Fetches(Runs runs, ChannelLog log, Executor executor) {
        this.runs = runs;
        this.log = log;
        this.executor = executor;
    }

    void fetch(String worker, FetchRequest request, ServerCallStreamObserver<FetchReply> call) {
        FollowedCall<FetchReply> followed = new FollowedCall<>(call);
        refusable(followed, Fetches::refusedFetch, () -> {
            ChannelId channel = input(worker, request.getRef(), request.getChannel());
            long end = log.end(channel);
            if (request.getTo() > end) {
                throw lost(channel, request.getTo(), end);
            }
            if (request.getTo() >= 0 && request.getFrom() >= request.getTo()) {
                followed.end();
                return;
            }
            Messages messages = new Messages(followed, request.getTo(), channel);
            followed.follow(Follower.start(new LogPages(log, channel), request.getFrom(), messages, executor));
        });
    }

    void offsets(String worker, OffsetsRequest request, ServerCallStreamObserver<OffsetsReply> call) {
        FollowedCall<OffsetsReply> followed = new FollowedCall<>(call);
        refusable(followed, Fetches::refusedOffsets, () -> {
            ChannelId channel = input(worker, request.getRef(), request.getChannel());
            followed.follow(Follower.start(new Ends(log, channel), -1, ends -> followed.send(ends.reply()), executor));
        });
    }

    private static <R> void refusable(FollowedCall<R> call, Function<Failure, R> refusal, Runnable task) {
        try {
            task.run();
        } catch (MistException e) {
            call.endWith(refusal.apply(Failures.toWire(e)));
        }
    }

    private static FetchReply refusedFetch(Failure failure) {
        return FetchReply.newBuilder().setRefused(failure).build();
    }

    private static OffsetsReply refusedOffsets(Failure failure) {
        return OffsetsReply.newBuilder().setRefused(failure).build();
    }

    private ChannelId input(String worker, RunRef ref, String name) {
        Run run = runs.require(ref.getRun());
        if (!run.isOn(worker) || run.attempt() != ref.getAttempt()) {
            throw MistException.of(
                    ErrorKind.INTERNAL,
                    "not-owner",
                    "attempt " + ref.getAttempt() + " of run " + run.id() + " is no longer on worker " + worker);
        }
        if (!run.plan().contract().inputs().containsKey(name)) {
            throw MistException.job("unknown-input", "route '" + run.plan().route() + "' has no input '" + name + "'");
        }
        return ChannelId.input(run.plan().route(), name);
    }

    private static MistException lost(ChannelId channel, long to, long end) {
        return MistException.resources(
                "input-gap",
                "input '" + channel.name() + "' ends at offset " + end + " (expected: " + to
                        + " or more): its log was lost or is an older copy; start a new run");
    }

    private static MistException removed(ChannelId channel, Page.Gap gap) {
        return MistException.resources(
                "input-gap",
                "input '" + channel.name() + "': messages " + gap.from() + " to " + gap.to()
                        + " were removed by its retention before the run has read them; start a new run, and raise"
                        + " mist.inputs.retention, or inputs." + channel.name()
                        + ".retention of the route, to keep them for longer");
    }

    /** Sends pages as frames, up to an offset. */
    private static final class Messages implements Follower.Sink<Page> {

        private final FollowedCall<FetchReply> call;
        private final long to;
        private final ChannelId channel;

        Messages(FollowedCall<FetchReply> call, long to, ChannelId channel) {
            this.call = call;
            this.to = to;
            this.channel = channel;
        }

        @Override
        public CompletionStage<Void> take(Page page) {
            Page.Gap gap = page.gap();
            if (gap != null) {
                return call.endWith(refusedFetch(Failures.toWire(removed(channel, gap))));
            }
            FetchReply.Builder frame = FetchReply.newBuilder();
            int bytes = 0;
            for (Message message : page.messages()) {
                if (to >= 0 && message.offset() >= to) {
                    break;
                }
                frame.addMessage(InputMessage.newBuilder()
                        .setOffset(message.offset())
                        .setData(UnsafeByteOperations.unsafeWrap(message.data())));
                bytes += message.data().length;
                if (bytes >= FRAME_BYTES) {
                    call.send(frame.setNext(message.offset() + 1).build());
                    frame = FetchReply.newBuilder();
                    bytes = 0;
                }
            }
            boolean isLast = to >= 0 && page.next() >= to;
            FetchReply rest = frame.setNext(isLast ? to : page.next()).build();
            return isLast ? call.endWith(rest) : call.send(rest);
        }

        /** Ends the page: the offsets left below the end hold no messages. */
        @Override
        public void idle() {
            if (to >= 0) {
                call.endWith(FetchReply.newBuilder().setNext(to).build());
            }
        }

        @Override
        public void failed(RuntimeException error) {
            LOG.error("Input {} cannot be read", channel, error);
            call.fail(error);
        }
    }

    /** @param isNews whether the end is another one than before */
    private record EndsReply(OffsetsReply reply, boolean isNews) {}

    /** The ends of a channel's log, as something that grows. */
    private record Ends(ChannelLog log, ChannelId channel) implements Follower.Source<EndsReply> {

        @Override
        public EndsReply read(long from) {
            long end = log.end(channel);
            OffsetsReply reply = OffsetsReply.newBuilder()
                    .setStart(log.start(channel))
                    .setEnd(end)
                    .build();
            return new EndsReply(reply, end != from);
        }

        @Override
        public long next(EndsReply ends) {
            return ends.reply().getEnd();
        }

        @Override
        public boolean isEmpty(EndsReply ends) {
            return !ends.isNews();
        }

        @Override
        public AutoCloseable onGrowth(Runnable listener) {
            return log.onAppend(appended -> {
                if (appended.equals(channel)) {
                    listener.run();
                }
            });
        }
    }
}
