package io.mist.server.door;

import io.mist.server.gate.DoorStatus;
import java.util.Optional;

/** A way into the server that is opened and closed with it. */
public interface Door extends AutoCloseable {

    /** The name in a status: {@code mqtt}. */
    String name();

    /** Returns at once, also while what the door connects to is away. Once only. */
    void start();

    /** How the door is doing; empty for a door that the status does not mention. */
    Optional<? extends DoorStatus> status();

    /** Where routes are on the door's broker; empty for a door without one. */
    Optional<Binding> binding();

    /** Ends within some seconds. */
    @Override
    void close();
}
