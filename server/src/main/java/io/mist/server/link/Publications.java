package io.mist.server.link;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Commit;
import io.mist.protocol.wire.Committed;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.Sent;
import io.mist.protocol.wire.Source;
import io.mist.protocol.wire.Winner;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.MessageKey;
import io.mist.server.config.OutputsConfig;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.run.Run;
import io.mist.server.run.RunState;
import io.mist.server.run.Runs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of runs into their channels' logs. Parts of epochs wait in the {@link Staging} until the epoch is
 * committed; then those that won are appended in one write and the worker is notified. It takes nothing of a run that is on
 * another worker, nor of an attempt but the run's last.
 */
public final class Publications implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Publications.class);
    private static final int LOCKS = 64;
    private static final long UNIT_BYTES = 1 << 10;

    private final Runs runs;
    private final ChannelLog log;
    private final Staging staging;
    private final OutputsConfig config;
    /** The memory for epochs while they are appended, in units: one of the largest size, or many small ones. */
    private final int units;

    private final Semaphore memory;
    private final AutoCloseable listening;
    /** One commit at a time for each query: a worker may repeat one that is still under way. */
    private final List<Lock> commits =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

    /** @param tasks removes what runs leave when they end */
    public Publications(Runs runs, ChannelLog log, Staging staging, OutputsConfig config, Executor tasks) {
        this.runs = runs;
        this.log = log;
        this.staging = staging;
        this.config = config;
        this.units = (int) Math.max(1, config.maxEpochBytes() / UNIT_BYTES);
        this.memory = new Semaphore(units, true);
        staging.runs().forEach(this::removeLeftovers);
        this.listening = runs.onChange(run -> {
            if (run.state().hasEnded() || run.state() instanceof RunState.Restarting) {
                tasks.execute(() -> removeLeftovers(run.id()));
            }
        });
    }

    /** Removes what a run has staged and will never commit. */
    private void removeLeftovers(String id) {
        try {
            Run run = runs.find(id).orElse(null);
            if (run == null || run.state().hasEnded()) {
                staging.forget(id);
            } else {
                boolean isOver = run.state() instanceof RunState.Restarting;
                staging.forgetAttempts(id, isOver ? run.attempt() : run.attempt() - 1);
            }
        } catch (RuntimeException e) {
            LOG.error("Cannot remove what run {} has left in the staged output", id, e);
        }
    }

    StreamObserver<Publication> part(String worker, StreamObserver<PublicationReply> answers) {
        return new PartTaking(source -> owned(worker, source), staging, answers);
    }

    /** The run of a source, if the worker may publish for it. */
    Run owned(String worker, Source source) {
        Run run = runs.require(source.getRun());
        if (!run.isOn(worker) || run.attempt() != source.getAttempt()) {
            throw MistException.of(
                    ErrorKind.INTERNAL,
                    "not-owner",
                    "attempt " + source.getAttempt() + " of run " + run.id() + " is no longer on worker " + worker);
        }
        return run;
    }

    PublicationReply commit(String worker, Commit commit) {
        return answer(worker, () -> {
            Run run = owned(worker, commit.getSource());
            Part.Query query = Part.Query.of(commit.getSource());
            Lock lock = commits.get(Math.floorMod(query.hashCode(), LOCKS));
            lock.lock();
            try {
                return isInLog(query, commit.getEpoch()) || !append(run, query, commit);
            } finally {
                lock.unlock();
            }
        });
    }

    private boolean isInLog(Part.Query query, long epoch) {
        return staging.committed(query).orElse(-1) >= epoch;
    }

    /** @return whether it is new */
    private boolean append(Run run, Part.Query query, Commit commit) {
        long bytes = 0;
        for (Winner winner : commit.getPartList()) {
            bytes += staging.size(part(query, commit, winner), winner.getCount());
        }
        int taking = (int) Math.min(units, bytes / UNIT_BYTES + 1);
        memory.acquireUninterruptibly(taking);
        boolean isNew;
        try {
            isNew = append(
                    run,
                    query.channel(),
                    Batch.Published.epoch(run.id(), query.name(), commit.getEpoch()),
                    commit.getLiveVersion(),
                    entries(run, query, commit));
        } finally {
            memory.release(taking);
        }
        staging.committed(query, commit.getEpoch());
        return isNew;
    }

    private static Part part(Part.Query query, Commit commit, Winner winner) {
        Part.Epoch epoch = new Part.Epoch(query, commit.getSource().getAttempt(), commit.getEpoch());
        return new Part(epoch, winner.getPartition(), winner.getTask());
    }

    private List<Batch.Entry> entries(Run run, Part.Query query, Commit commit) {
        MessageKey key = MessageKey.of(run.plan().contract(), query.channel());
        List<Batch.Entry> entries = new ArrayList<>();
        for (Winner winner : commit.getPartList()) {
            int seq = 0;
            for (byte[] message : staging.messages(part(query, commit, winner))) {
                entries.add(new Batch.Entry(winner.getPartition(), seq++, key.of(message), message));
            }
        }
        return entries;
    }

    private boolean append(Run run, String channel, Batch.Published origin, long live, List<Batch.Entry> entries) {
        return log.append(ChannelId.output(run.plan().route(), channel), new Batch(origin, live, runs.now(), entries))
                .isNew();
    }

    PublicationReply send(String worker, Sent sent) {
        return answer(worker, () -> {
            Source source = sent.getSource();
            Run run = owned(worker, source);
            return !append(
                    run,
                    source.getChannel(),
                    Batch.Published.sent(run.id(), source.getQuery(), sent.getNumber()),
                    sent.getLiveVersion(),
                    entries(run, sent));
        });
    }

    private List<Batch.Entry> entries(Run run, Sent sent) {
        String channel = sent.getSource().getChannel();
        MessageKey key = MessageKey.of(run.plan().contract(), channel);
        List<Batch.Entry> entries = new ArrayList<>();
        List<ByteString> payloads = new ArrayList<>(List.of(sent.getPayload()));
        payloads.addAll(sent.getMoreList());
        for (ByteString payload : payloads) {
            StagingBounds.checkMessage(channel, payload.size(), config);
            byte[] message = payload.toByteArray();
            entries.add(new Batch.Entry(0, entries.size(), key.of(message), message));
        }
        return entries;
    }

    private static PublicationReply answer(String worker, Supplier<Boolean> isDuplicate) {
        try {
            return PublicationReply.newBuilder()
                    .setCommitted(Committed.newBuilder().setDuplicate(isDuplicate.get()))
                    .build();
        } catch (MistException e) {
            return refused(e);
        } catch (RuntimeException e) {
            LOG.error("Cannot take a batch of worker {}", worker, e);
            return refused(notTaken());
        }
    }

    @Override
    public void close() throws Exception {
        listening.close();
    }

    static MistException notTaken() {
        return MistException.resources("internal", "the server could not take the batch; see its log");
    }

    static PublicationReply refused(MistException error) {
        return PublicationReply.newBuilder().setRefused(Failures.toWire(error)).build();
    }
}
