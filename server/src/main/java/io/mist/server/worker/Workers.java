package io.mist.server.worker;

import io.mist.server.config.ContextsConfig;
import io.mist.server.config.WorkerMode;
import io.mist.server.config.WorkersConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The workers of this server, those that a server before has left among them. Confined to the dispatcher's thread. */
public final class Workers {

    private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

    private final Settings settings;
    private final WorkerStore store;
    private final Launcher launcher;
    private final WorkerHealth health;
    private final Map<String, WorkerHandle> byId = new LinkedHashMap<>();

    /** @param logs the directory for the standard streams of workers */
    public record Settings(ContextsConfig contexts, WorkersConfig workers, Path logs) {

        private boolean isExclusive(String context) {
            return contexts.of(context).workerMode() == WorkerMode.EXCLUSIVE;
        }
    }

    public Workers(Settings settings, WorkerStore store, Launcher launcher) {
        this.settings = settings;
        this.store = store;
        this.launcher = launcher;
        this.health = new WorkerHealth(settings.contexts(), settings.workers());
    }

    /**
     * Adopts what a server before has left.
     *
     * @return those whose process has ended since
     */
    public List<WorkerHandle> adopt(Instant now) {
        store.all().forEach(stored -> byId.put(stored.id(), WorkerHandle.adopted(stored, now)));
        return byId.values().stream().filter(worker -> !worker.isProcessAlive()).toList();
    }

    public boolean isEmpty() {
        return byId.isEmpty();
    }

    public List<WorkerHandle> all() {
        return List.copyOf(byId.values());
    }

    public Optional<WorkerHandle> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    public boolean admits(String id, String token) {
        return find(id).filter(worker -> worker.hasToken(token)).isPresent();
    }

    public Duration heartbeat() {
        return settings.workers().heartbeat();
    }

    /** The worker that the runs of a context share, if they share one and it lives. */
    public Optional<WorkerHandle> shared(String context) {
        return settings.isExclusive(context)
                ? Optional.empty()
                : byId.values().stream()
                        .filter(worker -> worker.context().equals(context) && worker.isUsable())
                        .findFirst();
    }

    /**
     * Launches a worker; it dials when it is ready.
     *
     * @throws io.mist.protocol.MistException of kind resources if there is nothing to launch
     */
    public WorkerHandle launch(String context, Instant now) {
        String token = Token.random();
        String id = context + "-" + UUID.randomUUID().toString().substring(0, 8);
        Path log = settings.logs().resolve("worker-" + id + ".log");
        Process process =
                launcher.launch(new WorkerSpec(id, context, settings.contexts().of(context), token, log));
        WorkerStore.Stored stored = new WorkerStore.Stored(id, context, Token.hash(token), process.pid(), log, now);
        store.insert(stored);
        WorkerHandle worker = WorkerHandle.launched(stored, process, now);
        byId.put(id, worker);
        LOG.info("Starting worker {} of context {} (pid {}, log {})", id, context, process.pid(), log);
        return worker;
    }

    public Optional<Verdict> judge(WorkerHandle worker, Instant now) {
        return health.judge(worker, now);
    }

    public void kill(WorkerHandle worker, String why) {
        LOG.warn("Killing worker {} of context {}: {}", worker.id(), worker.context(), why);
        worker.kill(why);
    }

    /** An exclusive worker has nothing to do when its run has left it. */
    public void leave(String id, Instant now) {
        find(id).filter(worker -> settings.isExclusive(worker.context()))
                .ifPresent(worker -> worker.end("its run has ended", now));
    }

    /** The workers of a context have had a run until now. */
    public void noteBusy(String context, Instant now) {
        byId.values().stream()
                .filter(worker -> worker.context().equals(context))
                .forEach(worker -> worker.noteBusy(now));
    }

    /**
     * Removes a worker whose process has ended.
     *
     * @return false if it was removed before
     */
    public boolean remove(WorkerHandle worker, String how, Instant now) {
        if (byId.remove(worker.id()) == null) {
            return false;
        }
        worker.die(now);
        store.delete(worker.id());
        LOG.info(
                "Worker {} of context {} is gone: {}",
                worker.id(),
                worker.context(),
                worker.ending().orElse(how));
        return true;
    }

    /** Asks all to end, if they do not outlive the server; these are their processes. */
    public List<ProcessHandle> close(Instant now) {
        List<ProcessHandle> ending = new ArrayList<>();
        if (settings.workers().stopOnExit()) {
            for (WorkerHandle worker : byId.values()) {
                worker.processHandle().ifPresent(ending::add);
                worker.end("the server was stopped", now);
            }
        }
        return ending;
    }
}
