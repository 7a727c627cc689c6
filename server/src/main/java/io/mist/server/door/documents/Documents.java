package io.mist.server.door.documents;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.server.door.Binding;
import io.mist.server.gate.Desk;
import io.mist.server.gate.RouteView;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/** The documents as they are now; each is made once for the routes that there are and the address asked by. Safe for any thread. */
final class Documents {

    /** Documents by kind and address; a server is reached by few. */
    private static final int MAX_KEPT = 16;

    private final Desk desk;
    private final Supplier<List<Binding>> brokers;
    private final String version;
    private final AtomicLong edits = new AtomicLong();
    private final Map<Key, Kept> kept = new LinkedHashMap<>(MAX_KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > MAX_KEPT;
        }
    };

    private enum Kind {
        OPENAPI,
        ASYNCAPI
    }

    private record Key(Kind kind, PublicAddress address) {}

    /** The sources of a document; while they are the same, so is the document. */
    private record Origin(List<RouteView> routes, long edits, List<String> brokers) {}

    private record Kept(Origin origin, byte[] text) {}

    Documents(Desk desk, Supplier<List<Binding>> brokers, String version) {
        this.desk = desk;
        this.brokers = brokers;
        this.version = version;
        desk.onRoutes(edits::incrementAndGet);
    }

    byte[] openApi(PublicAddress address) {
        return document(new Key(Kind.OPENAPI, address), routes -> OpenApi.of(address.url(), version, routes));
    }

    byte[] asyncApi(PublicAddress address) {
        return document(
                new Key(Kind.ASYNCAPI, address), routes -> AsyncApi.of(address, version, routes, brokers.get()));
    }

    /** In the order of their names, so that the same routes make the same document. */
    List<RouteView> routes() {
        return desk.routes().stream()
                .sorted(Comparator.comparing(RouteView::route))
                .toList();
    }

    RouteView route(String name) {
        return desk.route(name);
    }

    List<Binding> brokers() {
        return brokers.get();
    }

    private byte[] document(Key key, Function<List<RouteView>, ObjectNode> making) {
        long editsBefore = edits.get();
        List<String> hosts = brokers.get().stream()
                .map(broker -> broker.host(key.address().host()))
                .toList();
        Origin origin = new Origin(routes(), editsBefore, hosts);
        synchronized (kept) {
            Kept there = kept.get(key);
            if (there != null && there.origin().equals(origin)) {
                return there.text();
            }
        }
        byte[] text = Json.write(making.apply(origin.routes())).getBytes(StandardCharsets.UTF_8);
        synchronized (kept) {
            kept.put(key, new Kept(origin, text));
        }
        return text;
    }
}
