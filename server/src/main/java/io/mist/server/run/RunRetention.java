package io.mist.server.run;

import io.mist.server.config.RunsConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes runs that ended long ago, and the oldest of too many: log, directory with the checkpoints, live values, and at
 * last the run itself, so that a sweep that was interrupted is repeated. Active runs stay. Nothing that another run needs
 * goes: a run reads only its own directory, and a checkpoint that a job keeps elsewhere is not touched.
 */
public final class RunRetention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunRetention.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int BATCH = 100;
    /** The rest is left to the next sweep. */
    private static final int MOST_BATCHES = 50;
    /** The number of states of runs, and of live changes, that can be read again. */
    static final int KEPT_CHANGES = 100_000;

    private static final int MOST_TRIMMED = 10_000;

    private final Runs runs;
    private final RunLogs logs;
    private final Path directories;
    private final LiveRows live;
    private final RunsConfig config;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "mist-retention"));

    /** The stored live values of runs. */
    public interface LiveRows {
        void remove(List<String> runs);

        /** @return how many changes were removed, at most {@code most} */
        int trimChanges(long kept, int most);
    }

    /** @param directories each run's own is in it, by the run's id */
    public RunRetention(Runs runs, RunLogs logs, Path directories, LiveRows live, RunsConfig config) {
        this.runs = runs;
        this.logs = logs;
        this.directories = directories;
        this.live = live;
        this.config = config;
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::trySweep, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void trySweep() {
        try {
            sweep();
        } catch (RuntimeException e) {
            LOG.error("Old runs cannot be removed; the next sweep tries again", e);
        }
    }

    /** @return how many runs were removed */
    int sweep() {
        int removed = 0;
        for (int batch = 0; batch < MOST_BATCHES && !Thread.currentThread().isInterrupted(); batch++) {
            List<String> expired = runs.expired(endedBefore(), config.maxEnded(), BATCH);
            if (expired.isEmpty()) {
                break;
            }
            expired.forEach(this::removeFiles);
            live.remove(expired);
            runs.remove(expired);
            removed += expired.size();
        }
        if (removed > 0) {
            LOG.info("Removed {} ended runs (mist.runs.retention, max-ended)", removed);
        }
        trim(most -> runs.trimChanges(KEPT_CHANGES, most));
        trim(most -> live.trimChanges(KEPT_CHANGES, most));
        return removed;
    }

    private static void trim(IntUnaryOperator trimming) {
        for (int batch = 0; batch < MOST_BATCHES && trimming.applyAsInt(MOST_TRIMMED) > 0; batch++) {}
    }

    private @Nullable Instant endedBefore() {
        return config.retention().map(runs.now()::minus).orElse(null);
    }

    private void removeFiles(String run) {
        logs.remove(run);
        removeDirectory(directories.resolve(run));
    }

    private static void removeDirectory(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path emptied, @Nullable IOException error)
                        throws IOException {
                    Files.deleteIfExists(emptied);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (NoSuchFileException e) {
            LOG.debug("Run {} has no directory", directory.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
