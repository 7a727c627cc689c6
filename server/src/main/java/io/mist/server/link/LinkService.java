package io.mist.server.link;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.wire.Commit;
import io.mist.protocol.wire.FetchReply;
import io.mist.protocol.wire.FetchRequest;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.Heartbeat;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.LiveNewest;
import io.mist.protocol.wire.LiveTaken;
import io.mist.protocol.wire.OffsetsReply;
import io.mist.protocol.wire.OffsetsRequest;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.Sent;
import io.mist.protocol.wire.ToWorker;
import io.mist.protocol.wire.WorkerLinkGrpc;
import io.mist.server.run.RunLogs;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where workers dial. It may block: every call has a thread of its own while a message is handled. */
public final class LinkService extends WorkerLinkGrpc.WorkerLinkImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(LinkService.class);
    private static final Context.Key<String> WORKER = Context.key("mist-worker");

    private final WorkerListener workers;
    private final RunLogs logs;
    private final LiveListener live;
    private final Publications publications;
    private final Fetches fetches;
    private final LiveFollowings followings;

    /** Reports of workers about live values. */
    public interface LiveListener {
        void checked(LiveChecked answer);

        void applied(LiveApplied applied);
    }

    public LinkService(
            WorkerListener workers,
            RunLogs logs,
            LiveListener live,
            Publications publications,
            Fetches fetches,
            LiveFollowings followings) {
        this.followings = followings;
        this.workers = workers;
        this.logs = logs;
        this.live = live;
        this.publications = publications;
        this.fetches = fetches;
    }

    /** Lets in only workers that this server, or the one before it, has started. */
    public ServerInterceptor guard() {
        Metadata.Key<String> worker = Metadata.Key.of("mist-worker", Metadata.ASCII_STRING_MARSHALLER);
        Metadata.Key<String> token = Metadata.Key.of("mist-token", Metadata.ASCII_STRING_MARSHALLER);
        return new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
                String id = headers.get(worker);
                String shown = headers.get(token);
                if (id == null || shown == null || !workers.admits(id, shown)) {
                    call.close(Status.UNAUTHENTICATED.withDescription("no worker of this server"), new Metadata());
                    return new ServerCall.Listener<>() {};
                }
                return Contexts.interceptCall(Context.current().withValue(WORKER, id), call, headers, next);
            }
        };
    }

    @Override
    public StreamObserver<FromWorker> control(StreamObserver<ToWorker> answers) {
        return new Control(WORKER.get(), answers);
    }

    @Override
    public StreamObserver<Publication> publish(StreamObserver<PublicationReply> answers) {
        return publications.part(WORKER.get(), answers);
    }

    @Override
    public void commitEpoch(Commit commit, StreamObserver<PublicationReply> answer) {
        answer.onNext(publications.commit(WORKER.get(), commit));
        answer.onCompleted();
    }

    @Override
    public void send(Sent sent, StreamObserver<PublicationReply> answer) {
        answer.onNext(publications.send(WORKER.get(), sent));
        answer.onCompleted();
    }

    @Override
    public void fetch(FetchRequest request, StreamObserver<FetchReply> answers) {
        fetches.fetch(WORKER.get(), request, (ServerCallStreamObserver<FetchReply>) answers);
    }

    @Override
    public void offsets(OffsetsRequest request, StreamObserver<OffsetsReply> answers) {
        fetches.offsets(WORKER.get(), request, (ServerCallStreamObserver<OffsetsReply>) answers);
    }

    @Override
    public StreamObserver<LiveTaken> followLive(StreamObserver<LiveNewest> answers) {
        return followings.follow(WORKER.get(), (ServerCallStreamObserver<LiveNewest>) answers);
    }

    private final class Control implements StreamObserver<FromWorker> {

        private final String worker;
        private final StreamObserver<ToWorker> answers;
        private final Consumer<ToWorker> stream;
        private long heartbeats;

        Control(String worker, StreamObserver<ToWorker> answers) {
            this.worker = worker;
            this.answers = answers;
            this.stream = message -> {
                // A stream observer is not safe for several threads: the dispatcher's and this call's both write.
                synchronized (answers) {
                    try {
                        answers.onNext(message);
                    } catch (RuntimeException e) {
                        LOG.debug("Worker {} is gone", worker, e);
                    }
                }
            };
        }

        @Override
        public void onNext(FromWorker message) {
            try {
                workers.heard(worker, stream);
                handle(message);
            } catch (RuntimeException e) {
                LOG.error("Cannot handle {} of worker {}", message.getMessageCase(), worker, e);
            }
        }

        private void handle(FromWorker message) {
            switch (message.getMessageCase()) {
                case HELLO -> workers.connected(worker, message.getHello(), stream);
                case RUNNING -> workers.running(worker, message.getRunning().getRef());
                case ENDED -> ended(message);
                case LOG ->
                    logs.append(message.getLog().getRun(), message.getLog().getLineList());
                case LIVE_CHECKED -> live.checked(message.getLiveChecked());
                case LIVE_APPLIED -> applied(message.getLiveApplied());
                case HEARTBEAT ->
                    stream.accept(ToWorker.newBuilder()
                            .setHeartbeat(Heartbeat.newBuilder().setSequence(++heartbeats))
                            .build());
                case MESSAGE_NOT_SET -> LOG.warn("Worker {} sent a message this server does not know", worker);
            }
        }

        private void applied(LiveApplied message) {
            if (message.getEnded()) {
                followings.ended(message.getRun(), message.getQuery());
            }
            live.applied(message);
        }

        private void ended(FromWorker message) {
            var end = message.getEnded();
            if (end.hasFailure() && !end.getFailure().getStackTrace().isEmpty()) {
                logs.append(
                        end.getRef().getRun(),
                        end.getFailure().getStackTrace().lines().toList());
            }
            workers.ended(worker, end);
        }

        @Override
        public void onError(Throwable error) {
            workers.disconnected(worker, stream);
        }

        @Override
        public void onCompleted() {
            workers.disconnected(worker, stream);
            // Else the worker would wait for the end of the call until its patience is over.
            synchronized (answers) {
                answers.onCompleted();
            }
        }
    }
}
