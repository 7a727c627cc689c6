package io.mist.server;

import com.linecorp.armeria.server.ServerBuilder;
import io.mist.server.config.ServerConfig;
import io.mist.server.door.Binding;
import io.mist.server.door.Door;
import io.mist.server.door.PendingBodies;
import io.mist.server.door.documents.DocumentsDoor;
import io.mist.server.door.rest.RestDoor;
import io.mist.server.door.websocket.WebSocketDoor;
import io.mist.server.gate.Gate;
import java.util.List;
import java.util.function.Consumer;

/** The doors of HTTP, which share a port and the room for requests' bodies. */
final class HttpDoors {

    /** The bytes of a frame beside live values. */
    private static final long BESIDE_LIVE = 1L << 20;

    private HttpDoors() {}

    static List<Consumer<ServerBuilder>> of(ServerConfig config, Gate gate, List<Door> doors, List<Binding> bindings) {
        PendingBodies bodies = new PendingBodies(config.http().maxPendingBodies());
        RestDoor rest = new RestDoor(
                gate,
                new RestDoor.Settings(
                        config.http().maxBody(),
                        config.live().maxBytes(),
                        config.runs().waitMax(),
                        bodies,
                        config.http().stalledAfter()),
                () -> Doors.status(doors));
        WebSocketDoor socket = new WebSocketDoor(
                gate,
                new WebSocketDoor.Settings(
                        config.http().maxBody(),
                        config.live().maxBytes() + BESIDE_LIVE,
                        bodies,
                        config.http().stalledAfter()));
        DocumentsDoor documents = new DocumentsDoor(gate, () -> bindings, Version.text());
        return List.of(rest::addTo, socket::addTo, documents::addTo);
    }
}
