package io.mist.bench.latency;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A door whose query runs while it is open, and takes no processor from the others when they have their turn. */
record QueryDoor(Door door, AutoCloseable query) implements Door {

    @Override
    public void listen(Consumer<String> message) throws Exception {
        door.listen(message);
    }

    @Override
    public CompletableFuture<?> push(String event) {
        return door.push(event);
    }

    @Override
    public void close() throws Exception {
        try (door) {
            query.close();
        }
    }
}
