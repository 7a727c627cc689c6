package io.mist.server.gate.message;

import java.util.List;

/** Where a client takes what it has subscribed to. Called on the subscription's loop only. */
public interface Sink {

    /**
     * @param frames shared, not to be changed
     * @param then notified on the loop, once; nothing more is sent before
     */
    void take(List<byte[]> frames, Demand then);

    /** Whether what it has not taken counts towards {@code mist.http.max-pending-messages}. */
    default boolean isCounted() {
        return true;
    }

    /** The next page cannot be read: nothing comes after this. */
    void failed(RuntimeException error);
}
