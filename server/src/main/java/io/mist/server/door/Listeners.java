package io.mist.server.door;

import io.mist.protocol.MistException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of a door that closes. */
public final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private Listeners() {}

    /** Removes all, also after one that fails. */
    public static void close(List<AutoCloseable> listeners) {
        for (AutoCloseable listener : listeners) {
            try {
                listener.close();
            } catch (Exception e) {
                LOG.warn("a listener is still registered", MistException.internal("cannot remove it", e));
            }
        }
    }
}
