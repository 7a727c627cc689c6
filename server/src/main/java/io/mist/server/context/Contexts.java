package io.mist.server.context;

import io.mist.protocol.MistException;
import io.mist.server.config.ContextConfig;
import io.mist.server.config.ContextsConfig;
import io.mist.server.run.RunEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Admission of runs to contexts: each has places, and room for runs that wait. Not safe for threads. */
final class Contexts {

    private final ContextsConfig config;
    private final Map<String, ContextQueue> queues = new HashMap<>();

    Contexts(ContextsConfig config) {
        this.config = config;
    }

    /** @throws MistException of kind resources, code {@code queue-full} */
    void requireRoom(String context) {
        ContextConfig limits = config.of(context);
        ContextQueue queue = queue(context);
        if (!queue.hasRoom(limits.maxParallelRuns(), limits.maxQueuedRuns())) {
            throw MistException.resources(
                    "queue-full",
                    "context '" + context + "' has " + queue.queued() + " runs waiting (at most "
                            + limits.maxQueuedRuns() + ", max-queued-runs); try again later");
        }
    }

    void await(String context, String run) {
        queue(context).await(run);
    }

    void occupy(String context, String run) {
        queue(context).occupy(run);
    }

    /** The next run that gets a place. */
    Optional<String> admit(String context) {
        return queue(context).admit(config.of(context).maxParallelRuns());
    }

    void leave(String context, String run) {
        queue(context).leave(run);
    }

    boolean hasWaiting(String context) {
        return queue(context).queued() > 0;
    }

    boolean isBusy(String context) {
        return queue(context).running() > 0;
    }

    /** The runs that hold a place. */
    Set<String> active(String context) {
        return queue(context).active();
    }

    RunEvent.CancelGrace cancelGrace(String context) {
        return new RunEvent.CancelGrace(
                config.of(context).cancelGrace(), config.of(context).interruptGrace());
    }

    /** Those that have settings or runs, by name. */
    List<ContextStatus> statuses() {
        Set<String> names = new TreeSet<>(config.names());
        names.addAll(queues.keySet());
        names.add("default");
        return names.stream().map(this::status).toList();
    }

    private ContextStatus status(String context) {
        ContextQueue queue = queue(context);
        return new ContextStatus(context, config.of(context).maxParallelRuns(), queue.running(), queue.queued());
    }

    private ContextQueue queue(String context) {
        return queues.computeIfAbsent(context, name -> new ContextQueue());
    }
}
