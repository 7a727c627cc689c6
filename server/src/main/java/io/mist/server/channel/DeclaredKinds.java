package io.mist.server.channel;

import io.mist.server.gate.message.ChannelKind;
import java.util.Optional;

/** The kinds of channels as contracts declare them. */
@FunctionalInterface
public interface DeclaredKinds {

    /** No contract is known. */
    DeclaredKinds NONE = (route, name) -> Optional.empty();

    /** Empty if no known contract of the route has the channel. */
    Optional<ChannelKind> of(String route, String name);
}
