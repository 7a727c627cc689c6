package io.mist.server.route;

import io.mist.protocol.Problem;
import io.mist.server.config.FileText;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code router.conf} of a running server. An edit that can be read takes effect within seconds; one with any
 * problem is reported and changes nothing: the last good routes stay, all of them. Safe for any thread.
 */
public final class RouterFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RouterFile.class);

    /**
     * How the file is watched.
     *
     * @param events whether to ask the file system for changes of the file's directory
     * @param poll how often to look at the file in any case: not every file system reports changes, and none of a
     *     change behind a symbolic link that leads elsewhere
     * @param settle a changed file is taken when it has not changed again for so long: it may not be written out yet
     */
    record Watching(boolean events, Duration poll, Duration settle) {
        static final Watching DEFAULT = new Watching(true, Duration.ofSeconds(2), Duration.ofMillis(200));
    }

    /** A file that never settles is taken as it is after so many looks. */
    private static final int MAX_SETTLING = 50;

    /**
     * The routes in effect, and what is wrong with the file.
     *
     * @param problems of the file as it is now; not empty means that {@code routes} are from before
     * @param loadedAt when {@code routes} were read; empty if never
     */
    public record State(Map<String, RouteDefinition> routes, List<Problem> problems, Optional<Instant> loadedAt) {}

    private final Path file;
    private final Watching watching;
    private final Clock clock;
    private final List<Consumer<Map<String, RouteDefinition>>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final @Nullable WatchService watcher;
    private final Thread thread;

    private volatile State state = new State(Map.of(), List.of(), Optional.empty());

    // Confined to the opening thread, then to the watching one.
    private FileText last = new FileText("", "not read yet");
    private @Nullable WatchKey registration;

    private RouterFile(Path file, Watching watching, Clock clock) {
        this.file = file.toAbsolutePath().normalize();
        this.watching = watching;
        this.clock = clock;
        this.watcher = watching.events() ? openWatcher(this.file) : null;
        this.thread = new Thread(this::watch, "mist-router-watch");
        thread.setDaemon(true);
    }

    /**
     * Reads the file and watches it until {@link #close}. A file that is missing or broken is a problem, no error: there
     * are no routes until it is mended.
     */
    public static RouterFile open(Path file, Clock clock) {
        return open(file, clock, Watching.DEFAULT);
    }

    static RouterFile open(Path file, Clock clock, Watching watching) {
        var router = new RouterFile(file, watching, clock);
        // Watch before reading, so that no change falls between.
        router.register();
        router.take(FileText.of(router.file));
        router.thread.start();
        return router;
    }

    public Path file() {
        return file;
    }

    /** Routes, problems and time that belong together. */
    public State state() {
        return state;
    }

    /** The last good routes by name; immutable. */
    public Map<String, RouteDefinition> current() {
        return state.routes();
    }

    /** Returns the problems of the file as it is now; empty if {@link #current} is its content. */
    public List<Problem> problems() {
        return state.problems();
    }

    /** When {@link #current} was read; empty if the file has never been good. */
    public Optional<Instant> loadedAt() {
        return state.loadedAt();
    }

    /**
     * Calls back with the new routes whenever the file was changed and is good, on the watching thread, one at a time;
     * not for those that are there already: add the listener first, then ask for {@link #current}.
     *
     * @return to stop it
     */
    public AutoCloseable onChange(Consumer<Map<String, RouteDefinition>> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Stops watching; what has been read stays. Waits a moment for a listener that is at work. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (watcher != null) {
                watcher.close();
            }
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (IOException e) {
            LOG.warn("the watch on {} cannot be closed", file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try {
            while (awaitChange()) {
                FileText seen = FileText.of(file);
                if (!seen.equals(last)) {
                    take(settled(seen));
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException e) {
            LOG.debug("{} is not watched any more", file);
        }
    }

    /** Returns when there may be a change, at the latest after the time of a poll; false when closed. */
    private boolean awaitChange() throws InterruptedException {
        register();
        if (watcher == null) {
            return !isClosedWithin(watching.poll());
        }
        WatchKey key = watcher.poll(watching.poll().toMillis(), TimeUnit.MILLISECONDS);
        if (key == null) {
            return !isClosedWithin(Duration.ZERO);
        }
        // One look for many events: other files in the directory may change all the time.
        boolean isOpen = !isClosedWithin(watching.settle());
        key.pollEvents();
        key.reset();
        return isOpen;
    }

    private boolean isClosedWithin(Duration time) throws InterruptedException {
        return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** An editor may empty a file before it writes it again, and write it in pieces. */
    private FileText settled(FileText first) throws InterruptedException {
        FileText before = first;
        for (int i = 0; i < MAX_SETTLING; i++) {
            if (isClosedWithin(watching.settle())) {
                return before;
            }
            FileText now = FileText.of(file);
            if (now.equals(before)) {
                return now;
            }
            before = now;
        }
        return before;
    }

    private void take(FileText text) {
        if (text.equals(last)) {
            return;
        }
        last = text;
        RouterReader.Reading reading = read(text);
        if (!reading.isGood()) {
            state = new State(state.routes(), reading.problems(), state.loadedAt());
            LOG.warn("{} is not taken, the routes stay as they are: {}", file, reading.problems());
            return;
        }
        state = new State(reading.routes(), List.of(), Optional.of(clock.instant()));
        LOG.info("{} has routes {}", file, reading.routes().keySet());
        listeners.forEach(this::tell);
    }

    private RouterReader.Reading read(FileText text) {
        if (!text.isReadable()) {
            return refused(text.complaint());
        }
        if (text.text().isBlank()) {
            // A writer in the middle of its work is more likely than the end of all routes.
            return refused(file + " is empty (expected: routes, or at least a comment to have none)");
        }
        try {
            return RouterReader.read(text.text(), file.toString());
        } catch (RuntimeException e) {
            LOG.error("{} cannot be read because of a defect of Mist", file, e);
            return refused("cannot be read because of a defect of Mist, please report it with the file: " + e);
        }
    }

    private static RouterReader.Reading refused(String why) {
        return new RouterReader.Reading(Map.of(), List.of(new Problem("", why)));
    }

    private void tell(Consumer<Map<String, RouteDefinition>> listener) {
        try {
            listener.accept(state.routes());
        } catch (RuntimeException e) {
            // The other listeners must be notified, and the watch must continue.
            LOG.error("{} was changed, and a listener failed to follow", file, e);
        }
    }

    /** Again whenever the directory was not there or has gone. */
    private void register() {
        Path directory = file.getParent();
        if (watcher == null || directory == null || (registration != null && registration.isValid())) {
            return;
        }
        try {
            registration = directory.register(
                    watcher,
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            LOG.debug("{} cannot be watched for events; {} is looked at every {}", directory, file, watching.poll(), e);
        }
    }

    private static @Nullable WatchService openWatcher(Path file) {
        try {
            return file.getFileSystem().newWatchService();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("the file system reports no changes, so {} is only polled: {}", file, e.toString());
            return null;
        }
    }
}
