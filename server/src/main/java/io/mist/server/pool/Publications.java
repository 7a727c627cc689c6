package io.mist.server.pool;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Commit;
import io.mist.protocol.wire.Committed;
import io.mist.protocol.wire.Messages;
import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelId;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.MessageKey;
import io.mist.server.config.OutputsConfig;
import io.mist.server.run.Run;
import io.mist.server.run.Runs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the messages of runs into their channels' logs. The messages of a batch wait in memory, up to the bound
 * {@code mist.outputs.max-epoch-bytes}, until the batch is committed; then they are appended in one write and the
 * worker is told. A batch above the bound fails its run with a message that names the setting.
 */
public final class Publications {

    private static final Logger LOG = LoggerFactory.getLogger(Publications.class);

    private final Runs runs;
    private final ChannelLog log;
    private final OutputsConfig config;

    public Publications(Runs runs, ChannelLog log, OutputsConfig config) {
        this.runs = runs;
        this.log = log;
        this.config = config;
    }

    StreamObserver<Publication> open(String worker, StreamObserver<PublicationReply> answers) {
        return new Publishing(worker, answers);
    }

    private final class Publishing implements StreamObserver<Publication> {

        private final String worker;
        private final StreamObserver<PublicationReply> answers;
        private final List<byte[]> waiting = new ArrayList<>();
        private @Nullable Open open;
        private long bytes;
        private boolean refused;

        Publishing(String worker, StreamObserver<PublicationReply> answers) {
            this.worker = worker;
            this.answers = answers;
        }

        @Override
        public void onNext(Publication publication) {
            try {
                switch (publication.getMessageCase()) {
                    case OPEN -> open = publication.getOpen();
                    case MESSAGES -> addUnlessRefused(publication.getMessages());
                    case COMMIT -> commitUnlessRefused(publication.getCommit());
                    case MESSAGE_NOT_SET -> LOG.warn("Worker {} sent a publication this server does not know", worker);
                }
            } catch (MistException e) {
                refuse(e);
            } catch (RuntimeException e) {
                LOG.error("Cannot take a batch of worker {}", worker, e);
                refuse(null);
            }
        }

        private void refuse(@Nullable MistException error) {
            waiting.clear();
            bytes = 0;
            answers.onNext(LinkService.refused(error));
        }

        /** A batch is refused once; what still comes of it, up to its commit, is passed over. */
        private void addUnlessRefused(Messages messages) {
            if (refused) {
                return;
            }
            try {
                add(messages);
            } catch (RuntimeException e) {
                refused = true;
                throw e;
            }
        }

        private void commitUnlessRefused(Commit commit) {
            if (refused) {
                refused = false;
                return;
            }
            commit(commit);
        }

        private void add(Messages messages) {
            for (ByteString payload : messages.getPayloadList()) {
                if (payload.size() > config.maxMessageBytes()) {
                    throw tooLarge("a message", payload.size(), "max-message-bytes", config.maxMessageBytes());
                }
                bytes += payload.size();
                if (bytes > config.maxEpochBytes()) {
                    throw tooLarge("a micro-batch", bytes, "max-epoch-bytes", config.maxEpochBytes());
                }
                waiting.add(payload.toByteArray());
            }
        }

        private MistException tooLarge(String what, long size, String setting, long most) {
            String output = open == null ? "" : " of output '" + open.getChannel() + "'";
            return MistException.resources(
                    "output-too-large",
                    what + output + " has " + size + " bytes or more (at most " + most + ", mist.outputs." + setting
                            + "); make it smaller or raise the setting");
        }

        private void commit(Commit commit) {
            Open opened = open;
            if (opened == null || waiting.size() != commit.getCount()) {
                throw MistException.of(
                        ErrorKind.INTERNAL,
                        "internal",
                        "batch " + commit.getNumber() + " has " + waiting.size() + " messages (expected: "
                                + commit.getCount() + ")");
            }
            Run run = runs.require(opened.getRun());
            if (!run.isOn(worker)) {
                throw MistException.of(
                        ErrorKind.INTERNAL, "not-owner", "run " + run.id() + " is no longer on worker " + worker);
            }
            boolean isEpoch = !opened.getQuery().startsWith("send.");
            Batch.Origin origin = isEpoch
                    ? Batch.Published.epoch(run.id(), opened.getQuery(), commit.getNumber())
                    : Batch.Published.sent(run.id(), opened.getQuery(), commit.getNumber());
            boolean isNew = waiting.isEmpty()
                    || log.append(
                                    new ChannelId(run.plan().route(), opened.getChannel()),
                                    new Batch(origin, commit.getLiveVersion(), runs.now(), entries(run, opened)))
                            .isNew();
            waiting.clear();
            bytes = 0;
            answers.onNext(PublicationReply.newBuilder()
                    .setCommitted(
                            Committed.newBuilder().setNumber(commit.getNumber()).setDuplicate(!isNew))
                    .build());
        }

        private List<Batch.Entry> entries(Run run, Open opened) {
            MessageKey key = MessageKey.of(run.plan().contract(), opened.getChannel());
            List<Batch.Entry> entries = new ArrayList<>();
            for (byte[] payload : waiting) {
                entries.add(new Batch.Entry(0, entries.size(), key.of(payload), payload));
            }
            return entries;
        }

        @Override
        public void onError(Throwable error) {
            waiting.clear();
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }
}
