package io.mist.server.door.mqtt;

import io.mist.server.gate.Desk;
import io.mist.server.gate.LiveRequest;
import io.mist.server.gate.LiveView;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.RunView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The retained topics: per route the newest state and live values, and per run that is active its live values; of a run
 * that has ended and of a route that is removed, nothing. Listeners only take note; one thread looks live values up and
 * publishes. While it cannot, newer values replace older ones, so that at most one per topic waits.
 */
final class Announcements implements AutoCloseable {

    /** Topics noted at most; the one noted first goes when there are more. */
    static final int MAX_NOTED = 10_000;

    /**
     * For so many runs, the newest, the topics are set right when the broker may not know them; among their routes, those are
     * looked for that have been removed.
     */
    private static final int RUNS_LOOKED_AT = 500;

    /** Stands for the value of a topic that is to retain nothing. */
    private static final Object NOTHING = new Object();

    /** Stands for live values, which are looked up when they are published: so they are never old. */
    private record LiveOf(String route, String run, boolean ofRoute) {}

    private static final long CLOSE_MILLIS = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);

    private final Desk desk;
    private final int maxMessage;
    private final BooleanSupplier connected;
    private final Function<Outgoing, CompletableFuture<?>> publisher;
    private final Thread thread = new Thread(this::run, "mqtt-announcements");
    private final Object lock = new Object();
    /** Guarded by {@link #lock}, like the two flags. */
    private final Map<String, Object> noted = new LinkedHashMap<>();

    private boolean refresh = true;
    private boolean closing;
    /** Guarded by the lock, too. */
    private boolean routesChanged = true;

    /** Confined to the thread. */
    private Set<String> routes = Set.of();

    /** Routes whose topics retain nothing any more. Confined to the thread. */
    private Set<String> removed = Set.of();

    /** @param maxMessage live values that make a larger one are left out, in bytes */
    Announcements(
            Desk desk, int maxMessage, BooleanSupplier connected, Function<Outgoing, CompletableFuture<?>> publisher) {
        this.desk = desk;
        this.maxMessage = maxMessage;
        this.connected = connected;
        this.publisher = publisher;
    }

    void start() {
        thread.start();
    }

    void changed(RunView run) {
        note(Topics.state(run.route()), run, true);
        if (run.live() != null) {
            noteLive(run.route(), run.id(), run.hasEnded());
        }
    }

    void changed(LiveView live) {
        // A job without live parameters has a first version too, which is empty.
        if (live.version() > 1 || !live.values().isEmpty()) {
            noteLive(live.route(), live.run(), live.hasEnded());
        }
    }

    private void noteLive(String route, String run, boolean hasEnded) {
        note(Topics.live(route), new LiveOf(route, run, true), true);
        note(Topics.live(route, run), hasEnded ? NOTHING : new LiveOf(route, run, false), true);
    }

    void routesChanged() {
        synchronized (lock) {
            routesChanged = true;
            lock.notifyAll();
        }
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
                LOG.warn("{} is not published: more than {} topics wait", first, MAX_NOTED);
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
            LOG.debug("announcements end", e);
        }
    }

    /** Waits for the next value and a connection; null when the door closes. */
    private Map.@Nullable Entry<String, Object> next() throws InterruptedException {
        while (true) {
            boolean all;
            synchronized (lock) {
                while (!closing && !(connected.getAsBoolean() && (refresh || routesChanged || !noted.isEmpty()))) {
                    lock.wait();
                }
                if (closing) {
                    return null;
                }
                if (!refresh && !routesChanged) {
                    var first = noted.entrySet().iterator().next();
                    noted.remove(first.getKey());
                    return Map.entry(first.getKey(), first.getValue());
                }
                all = refresh;
                refresh = false;
                routesChanged = false;
            }
            // Not under the lock: the desk may take as long as a database does.
            noteRemovedRoutes(all);
            if (all) {
                noteAllRoutes();
            }
        }
    }

    private void noteRemovedRoutes(boolean again) {
        try {
            Set<String> there = desk.routes().stream().map(RouteView::route).collect(Collectors.toSet());
            Set<String> gone = desk.runs(null, null, RUNS_LOOKED_AT, null).runs().stream()
                    .map(RunView::route)
                    .collect(Collectors.toCollection(TreeSet::new));
            gone.addAll(routes);
            gone.removeAll(there);
            for (String route : gone) {
                if (again || !removed.contains(route)) {
                    note(Topics.state(route), NOTHING, true);
                    note(Topics.live(route), NOTHING, true);
                }
            }
            routes = there;
            removed = gone;
        } catch (RuntimeException e) {
            LOG.warn("the retained topics of routes that were removed may stay until routes change again", e);
        }
    }

    private void noteAllRoutes() {
        try {
            for (RouteView route : desk.routes()) {
                desk.runs(route.route(), null, 1, null).runs().forEach(newest -> {
                    // What has been noted meanwhile is newer.
                    note(Topics.state(newest.route()), newest, false);
                });
            }
            for (RunView run : desk.runs(null, null, RUNS_LOOKED_AT, null).runs()) {
                if (run.live() != null) {
                    noteLive(run.route(), run.id(), run.hasEnded());
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("the retained states of routes may be old until they change", e);
        }
    }

    private void publish(String topic, Object view) throws InterruptedException {
        if (!Topics.isName(topic)) {
            LOG.warn("'{}' cannot be a topic; rename the route", topic);
            return;
        }
        try {
            publisher.apply(message(topic, view)).get();
        } catch (ExecutionException e) {
            if (connected.getAsBoolean() && Refusals.isByBroker(e.getCause())) {
                LOG.warn("the broker rejects {}: {}", topic, e.getMessage());
            } else {
                note(topic, view, false);
            }
        } catch (RuntimeException e) {
            LOG.error("{} cannot be published", topic, e);
        }
    }

    /** A run continues when its route is removed, but its topics retain nothing. */
    private Outgoing message(String topic, Object noted) {
        if (noted == NOTHING) {
            return Outgoing.retained(topic, new byte[0]);
        }
        if (noted instanceof LiveOf live) {
            LiveView view = shown(live);
            if (!live.ofRoute()) {
                return Outgoing.retained(topic, view.hasEnded() ? new byte[0] : LiveTopic.payload(view, maxMessage));
            }
            return retained(topic, live.route(), LiveTopic.payload(view, maxMessage));
        }
        RunView run = (RunView) noted;
        return retained(topic, run.route(), Wire.bytes(run));
    }

    private Outgoing retained(String topic, String route, byte[] payload) {
        return removed.contains(route) ? Outgoing.of(topic, payload, Outgoing.JSON) : Outgoing.retained(topic, payload);
    }

    /** On a route's topic the newest run that is running; when none is, the one that was started last. */
    private LiveView shown(LiveOf live) {
        String run = live.run();
        if (live.ofRoute()) {
            List<RunView> running = desk.runs(live.route(), "RUNNING", 1, null).runs();
            List<RunView> newest =
                    running.isEmpty() ? desk.runs(live.route(), null, 1, null).runs() : running;
            run = newest.isEmpty() ? run : newest.get(0).id();
        }
        return desk.live(LiveRequest.Target.run(run));
    }
}
