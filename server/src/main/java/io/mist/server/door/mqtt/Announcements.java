package io.mist.server.door.mqtt;

import io.mist.protocol.MistException;
import io.mist.server.door.Gate;
import io.mist.server.door.LiveRequest;
import io.mist.server.door.LiveView;
import io.mist.server.door.RouteView;
import io.mist.server.door.RunView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The retained topics: per route the newest state and the newest live values. Listeners only take note; one thread
 * publishes. While it cannot, newer values replace older ones, so that at most two per route wait.
 */
final class Announcements implements AutoCloseable {

    /** Topics noted at most; the one noted first goes when there are more. */
    static final int MAX_NOTED = 10_000;

    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger log = LoggerFactory.getLogger(Announcements.class);

    private final Gate gate;
    private final BooleanSupplier connected;
    private final Function<Outgoing, CompletableFuture<?>> publisher;
    private final Thread thread = new Thread(this::run, "mqtt-announcements");
    private final Object lock = new Object();
    /** Guarded by {@link #lock}, like the two flags. */
    private final Map<String, Object> noted = new LinkedHashMap<>();

    private boolean refresh = true;
    private boolean closing;

    Announcements(Gate gate, BooleanSupplier connected, Function<Outgoing, CompletableFuture<?>> publisher) {
        this.gate = gate;
        this.connected = connected;
        this.publisher = publisher;
    }

    void start() {
        thread.start();
    }

    void changed(RunView run) {
        note(Topics.state(run.route()), run, true);
    }

    void changed(LiveView live) {
        note(Topics.live(live.route()), live, true);
    }

    /** A broker that has lost our session may have lost what it retained, too. */
    void connected(boolean sessionPresent) {
        synchronized (lock) {
            refresh |= !sessionPresent;
            lock.notifyAll();
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            closing = true;
            lock.notifyAll();
        }
        thread.interrupt();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(String topic, Object view, boolean newer) {
        synchronized (lock) {
            if (newer || !noted.containsKey(topic)) {
                noted.put(topic, view);
            }
            if (noted.size() > MAX_NOTED) {
                String first = noted.keySet().iterator().next();
                noted.remove(first);
                log.warn("{} is not published: more than {} topics wait", first, MAX_NOTED);
            }
            lock.notifyAll();
        }
    }

    private void run() {
        try {
            while (true) {
                Map.Entry<String, Object> next = next();
                if (next == null) {
                    return;
                }
                publish(next.getKey(), next.getValue());
            }
        } catch (InterruptedException e) {
            log.debug("announcements end", e);
        }
    }

    /** Waits for the next value and a connection; null when the door closes. */
    private Map.@Nullable Entry<String, Object> next() throws InterruptedException {
        while (true) {
            synchronized (lock) {
                while (!closing && !(connected.getAsBoolean() && (refresh || !noted.isEmpty()))) {
                    lock.wait();
                }
                if (closing) {
                    return null;
                }
                if (!refresh) {
                    var first = noted.entrySet().iterator().next();
                    noted.remove(first.getKey());
                    return Map.entry(first.getKey(), first.getValue());
                }
                refresh = false;
            }
            // Not under the lock: the gate may take as long as a database does.
            noteAllRoutes();
        }
    }

    private void noteAllRoutes() {
        try {
            for (RouteView route : gate.routes()) {
                List<RunView> newest = gate.runs(route.route(), null, 1, null).runs();
                for (RunView run : newest) {
                    noteAsKnown(run);
                }
            }
        } catch (RuntimeException e) {
            log.warn("the retained states of routes may be old until they change", e);
        }
    }

    /** What has been noted meanwhile is newer. */
    private void noteAsKnown(RunView run) {
        note(Topics.state(run.route()), run, false);
        if (run.live() == null) {
            return;
        }
        try {
            note(Topics.live(run.route()), gate.live(LiveRequest.Target.run(run.id())), false);
        } catch (MistException e) {
            log.debug("no live values of run {}", run.id(), e);
        }
    }

    private void publish(String topic, Object view) throws InterruptedException {
        if (!Topics.isName(topic)) {
            log.warn("'{}' cannot be a topic; rename the route", topic);
            return;
        }
        try {
            publisher.apply(Outgoing.retained(topic, Wire.bytes(view))).get();
        } catch (ExecutionException e) {
            if (connected.getAsBoolean() && Refusals.isByBroker(e.getCause())) {
                log.warn("the broker refuses {}: {}", topic, e.getMessage());
            } else {
                note(topic, view, false);
            }
        } catch (RuntimeException e) {
            log.error("{} cannot be published", topic, e);
        }
    }
}
