package io.mist.server.link;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Failures;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.LiveNewest;
import io.mist.protocol.wire.LiveTaken;
import io.mist.server.run.Run;
import io.mist.server.run.Runs;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells JVMs whose tasks work in real time of their run's newest live values, and notes what they have taken: a version is
 * applied to a query when all of them that are connected have it. One that takes slowly gets the newest when it can; those
 * between are passed over. Safe for any thread.
 */
public final class LiveFollowings {

    private static final Logger LOG = LoggerFactory.getLogger(LiveFollowings.class);

    private final Runs runs;
    private final LiveSource live;
    private final LinkService.LiveListener listener;
    private final Executor executor;
    private final Clock clock;
    private final Map<String, Group> groups = new ConcurrentHashMap<>();

    /** Those that follow one run. */
    private static final class Group {

        private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
        /** By query, what was last said to be applied. */
        private final Map<String, LiveTaken> applied = new ConcurrentHashMap<>();
    }

    /** @param executor for reading the newest values, which may block */
    public LiveFollowings(
            Runs runs, LiveSource live, LinkService.LiveListener listener, Executor executor, Clock clock) {
        this.runs = runs;
        this.live = live;
        this.listener = listener;
        this.executor = executor;
        this.clock = clock;
    }

    /** A run may have a new version. Only takes note. */
    public void changed(String run) {
        Group group = groups.get(run);
        if (group != null) {
            group.followers.forEach(follower -> executor.execute(follower::send));
        }
    }

    /** A query has ended: calls that still follow it for a while count again when they have tasks of it again. */
    void ended(String run, String query) {
        Group group = groups.get(run);
        if (group != null) {
            group.followers.forEach(follower -> follower.endWith(query));
            group.applied.remove(query);
        }
    }

    StreamObserver<LiveTaken> follow(String worker, ServerCallStreamObserver<LiveNewest> call) {
        Follower follower = new Follower(worker, call);
        call.setOnReadyHandler(follower::ready);
        call.setOnCancelHandler(follower::leave);
        return follower;
    }

    private final class Follower implements StreamObserver<LiveTaken> {

        private final String worker;
        private final ServerCallStreamObserver<LiveNewest> call;
        private volatile @Nullable LiveTaken taken;
        /** Guarded by this. */
        private long sent;

        Follower(String worker, ServerCallStreamObserver<LiveNewest> call) {
            this.worker = worker;
            this.call = call;
        }

        void endWith(String query) {
            LiveTaken known = taken;
            if (known != null && known.getQuery().equals(query)) {
                leave();
                taken = null;
            }
        }

        @Override
        public void onNext(LiveTaken message) {
            boolean isFirst = taken == null;
            try {
                if (isFirst) {
                    require(message);
                    begin(message);
                }
                taken = message;
                noteApplied(joined(message.getRef().getRun()), message);
            } catch (MistException e) {
                refuse(e);
                return;
            }
            if (isFirst) {
                send();
            }
        }

        /** In one step, as the group goes with the last that leaves. */
        private Group joined(String run) {
            return groups.compute(run, (key, known) -> {
                Group group = known == null ? new Group() : known;
                group.followers.add(this);
                return group;
            });
        }

        private synchronized void begin(LiveTaken message) {
            sent = message.getVersion();
        }

        private void require(LiveTaken message) {
            Run run = runs.require(message.getRef().getRun());
            if (!run.isOn(worker) || run.attempt() != message.getRef().getAttempt()) {
                throw MistException.of(
                        ErrorKind.INTERNAL,
                        "not-owner",
                        "attempt " + message.getRef().getAttempt() + " of run " + run.id() + " is no longer on worker "
                                + worker);
            }
        }

        private synchronized void refuse(MistException error) {
            call.onNext(
                    LiveNewest.newBuilder().setRefused(Failures.toWire(error)).build());
            call.onCompleted();
            leave();
        }

        private void ready() {
            executor.execute(this::send);
        }

        /** Sends the newest version, unless it has been sent or there is no room for it yet. */
        private synchronized void send() {
            LiveTaken known = taken;
            if (known == null || call.isCancelled() || !call.isReady()) {
                return;
            }
            try {
                LiveSource.Values newest = live.of(known.getRef().getRun());
                if (newest.version() > sent) {
                    sent = newest.version();
                    call.onNext(LiveNewest.newBuilder()
                            .setVersion(newest.version())
                            .setLive(Json.write(newest.values()))
                            .build());
                }
            } catch (RuntimeException e) {
                LOG.error(
                        "The live values of run {} cannot be sent",
                        known.getRef().getRun(),
                        e);
                call.onError(e);
                leave();
            }
        }

        @Override
        public void onError(Throwable error) {
            leave();
        }

        @Override
        public void onCompleted() {
            leave();
        }

        private void leave() {
            LiveTaken known = taken;
            if (known != null) {
                groups.computeIfPresent(known.getRef().getRun(), (run, group) -> {
                    group.followers.remove(this);
                    return group.followers.isEmpty() ? null : group;
                });
            }
        }
    }

    /** All have the lowest version of any, from the latest epoch of any on; in whatever order they say so. */
    private void noteApplied(Group group, LiveTaken by) {
        long version = by.getVersion();
        long epoch = by.getEpoch();
        for (Follower follower : group.followers) {
            LiveTaken taken = follower.taken;
            if (taken != null && taken.getQuery().equals(by.getQuery())) {
                version = Math.min(version, taken.getVersion());
                epoch = Math.max(epoch, taken.getEpoch());
            }
        }
        LiveTaken all = by.toBuilder().setVersion(version).setEpoch(epoch).build();
        boolean[] isNews = new boolean[1];
        group.applied.compute(by.getQuery(), (query, known) -> {
            isNews[0] = known == null || isAfter(all, known);
            return isNews[0] ? all : known;
        });
        if (isNews[0]) {
            listener.applied(LiveApplied.newBuilder()
                    .setRun(all.getRef().getRun())
                    .setQuery(all.getQuery())
                    .setVersion(all.getVersion())
                    .setEpoch(all.getEpoch())
                    .setAtMillis(clock.millis())
                    .build());
        }
    }

    private static boolean isAfter(LiveTaken one, LiveTaken other) {
        return one.getVersion() > other.getVersion()
                || (one.getVersion() == other.getVersion() && one.getEpoch() > other.getEpoch());
    }
}
