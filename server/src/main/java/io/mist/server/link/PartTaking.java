package io.mist.server.link;

import io.grpc.stub.StreamObserver;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.End;
import io.mist.protocol.wire.Open;
import io.mist.protocol.wire.Publication;
import io.mist.protocol.wire.PublicationReply;
import io.mist.protocol.wire.Source;
import io.mist.protocol.wire.Stored;
import io.mist.protocol.wire.Taken;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task's part as it comes in. The next frame is asked for when this one is staged, and the reply says how many
 * are. A part is rejected once; what still comes of it is passed over.
 */
final class PartTaking implements StreamObserver<Publication> {

    private static final Logger LOG = LoggerFactory.getLogger(PartTaking.class);

    private final Consumer<Source> check;
    private final Staging staging;
    private final StreamObserver<PublicationReply> answers;
    private @Nullable Part part;
    private boolean refused;

    /** @param check throws if the source may not publish */
    PartTaking(Consumer<Source> check, Staging staging, StreamObserver<PublicationReply> answers) {
        this.check = check;
        this.staging = staging;
        this.answers = answers;
    }

    @Override
    public void onNext(Publication publication) {
        if (refused) {
            return;
        }
        try {
            take(publication);
        } catch (MistException e) {
            refuse(e);
        } catch (RuntimeException e) {
            LOG.error("Cannot take {}", part, e);
            refuse(Publications.notTaken());
        }
    }

    private void take(Publication publication) {
        switch (publication.getMessageCase()) {
            case OPEN -> open(publication.getOpen());
            case FRAME -> taken(staging.add(opened(), publication.getFrame()));
            case END -> end(publication.getEnd());
            case DISCARD -> staging.discard(opened());
            case MESSAGE_NOT_SET -> throw new IllegalStateException("a message that this server does not know");
        }
    }

    private void open(Open open) {
        check.accept(open.getSource());
        Part.Epoch epoch =
                new Part.Epoch(Part.Query.of(open.getSource()), open.getSource().getAttempt(), open.getEpoch());
        Part opened = new Part(epoch, open.getPartition(), open.getTask());
        part = opened;
        taken(staging.frames(opened));
    }

    private Part opened() {
        if (part == null) {
            throw new IllegalStateException("a part whose first message is not Open");
        }
        return part;
    }

    private void taken(int frames) {
        answers.onNext(PublicationReply.newBuilder()
                .setTaken(Taken.newBuilder().setFrames(frames))
                .build());
    }

    private void end(End end) {
        StagedPart staged = staging.end(opened(), end.getFrames(), end.getCount());
        answers.onNext(PublicationReply.newBuilder()
                .setStored(Stored.newBuilder().setCount(end.getCount()).setBytes(staged.bytes))
                .build());
    }

    private void refuse(MistException error) {
        refused = true;
        answers.onNext(Publications.refused(error));
    }

    /** The task may come back and resume. */
    @Override
    public void onError(Throwable error) {
        LOG.debug("The stream of {} has broken", part, error);
    }

    @Override
    public void onCompleted() {
        answers.onCompleted();
    }
}
