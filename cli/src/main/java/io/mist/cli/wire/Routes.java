package io.mist.cli.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.cli.exit.Failure;
import java.util.Optional;

/** The routes of a server. */
public final class Routes {

    private final Server server;

    public Routes(Server server) {
        this.server = server;
    }

    public static Resource resource(String route) {
        return Resource.of("routes", route);
    }

    public ObjectNode get(String route) {
        return server.get(resource(route)).object();
    }

    /** Empty if there is no such route. */
    public Optional<ObjectNode> find(String route) {
        try {
            return Optional.of(get(route));
        } catch (Failure e) {
            if (e.isStatus(404)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
