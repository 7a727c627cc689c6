package io.mist.cli.wire;

import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Server-sent events over as many connections as needed. Confined to one thread. */
public final class Subscription {

    /** A connection that lasted this long counts as working, even if no event came. */
    private static final Duration WORKED = Duration.ofSeconds(10);

    private final Server server;
    private final Resource resource;
    private final Consumer<String> notices;
    private final BackOff backOff;
    private @Nullable String lastId;
    private boolean connected;

    /**
     * @param notices gets a line about each lost and regained connection
     */
    public Subscription(Server server, Resource resource, Consumer<String> notices) {
        this.server = server;
        this.resource = resource;
        this.notices = notices;
        this.backOff = new BackOff(notices);
    }

    /**
     * Hands over every event until the taker returns false. A broken connection is renewed after the last event's id, if
     * it had one. The first connection must succeed at once.
     */
    public void read(Predicate<Event> taker) {
        while (true) {
            long began = System.nanoTime();
            Failure lost;
            try (EventStream events = server.events(resource, lastId)) {
                if (connected) {
                    notices.accept(
                            lastId == null
                                    ? "connected again; messages sent in between may be missing or repeated"
                                    : "connected again, after " + lastId);
                }
                connected = true;
                if (!readAll(events, taker)) {
                    return;
                }
                lost = Failure.of(Exit.UNREACHABLE, "disconnected", server.base() + " ended the connection");
            } catch (IOException e) {
                lost = server.broken(e);
            } catch (Failure e) {
                if (!connected || !e.mayPass()) {
                    throw e;
                }
                lost = e;
            }
            if (System.nanoTime() - began > WORKED.toNanos()) {
                backOff.reset();
            }
            backOff.pause(lost);
        }
    }

    private boolean readAll(EventStream events, Predicate<Event> taker) throws IOException {
        try {
            for (Event event = events.next(); event != null; event = events.next()) {
                backOff.reset();
                if (event.id() != null) {
                    lastId = event.id();
                }
                if (!taker.test(event)) {
                    return false;
                }
            }
            return true;
        } finally {
            if (events.id() != null) {
                lastId = events.id();
            }
            if (events.retry() != null) {
                backOff.startWith(events.retry());
            }
        }
    }
}
