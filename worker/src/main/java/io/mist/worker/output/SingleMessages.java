package io.mist.worker.output;

import io.mist.worker.link.Publisher;
import io.mist.worker.live.LiveHandle;
import java.io.Serializable;
import java.util.OptionalLong;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/** Publishes messages one by one on a channel, each stamped with the version of the live values where it is sent. */
public final class SingleMessages implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Publisher publisher;
    /** Stamps what is sent where no version of the live values is known. */
    private final long firstLive;

    private final transient @Nullable Sender driver;

    public SingleMessages(Publisher publisher, long firstLive) {
        this.publisher = publisher;
        this.firstLive = firstLive;
        this.driver = new Sender(publisher);
    }

    /** Returns when the message, a JSON text, is in the log. */
    public void send(byte[] json) {
        Sender onDriver = TaskContext.get() == null ? driver : null;
        Sender sender = onDriver != null ? onDriver : Senders.onExecutor(publisher);
        try {
            sender.send(json, LiveHandle.versionHere(publisher.run(), firstLive));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * The same for a task in another process, which counts its messages itself.
     *
     * @param sender names the task among those of the run; its retry has the same name
     * @param number above that of the sender's message before
     * @param live the version of the live values there, if one is known
     */
    public void sendAs(String sender, long number, OptionalLong live, byte[] json) {
        try {
            publisher.of(publisher.query() + "." + sender).send(number, live.orElse(firstLive), json);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while sending to output '" + publisher.channel() + "'", e);
    }
}
