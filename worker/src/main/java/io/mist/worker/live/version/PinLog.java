package io.mist.worker.live.version;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which version of the live values each epoch of one query sees, written beside the query's checkpoint and through the
 * same file system, so that an epoch which is replayed sees its version again, without a server.
 *
 * <pre>
 * CHECKPOINT/mist-live/epochs/17     the run and its version in epoch 17; written before the epoch's first task
 * CHECKPOINT/mist-live/versions/4    the values of version 4; written before the first epoch that has it
 * </pre>
 *
 * Files appear whole or not at all. As many epochs are kept as Spark keeps of its own logs. Confined to one thread at
 * a time.
 */
public final class PinLog {

    private static final Logger LOG = LoggerFactory.getLogger(PinLog.class);

    private static final String TEMPORARY = ".tmp";

    private final CheckpointFileManager files;
    private final Path epochs;
    private final Path versions;
    private final String run;
    private final int retained;
    private final LongSupplier oldestPending;
    /** The epochs that are in the log. */
    private final TreeSet<Long> kept = new TreeSet<>();
    /** The versions of the epochs that this log has written, to know when their values may go. */
    private final TreeMap<Long, Long> written = new TreeMap<>();

    private final TreeSet<Long> storedVersions = new TreeSet<>();
    /** The {@link #storedVersions} that are known to hold the values of this run. */
    private final Set<Long> checkedVersions = new HashSet<>();

    /** The newest epoch that may have been written; -1 if none. */
    private long newestEpoch = -1;

    private PinLog(CheckpointFileManager files, Path directory, String run, int retained, LongSupplier oldestPending) {
        this.files = files;
        this.epochs = new Path(directory, "epochs");
        this.versions = new Path(directory, "versions");
        this.run = run;
        this.retained = retained;
        this.oldestPending = oldestPending;
    }

    /** @param retained how many epochs are kept besides the newest */
    public static PinLog open(Path checkpoint, Configuration configuration, String run, int retained) {
        return open(checkpoint, configuration, run, retained, () -> Long.MAX_VALUE);
    }

    /** @param oldestPending that epoch and those after it are kept too, as they may be made again */
    public static PinLog open(
            Path checkpoint, Configuration configuration, String run, int retained, LongSupplier oldestPending) {
        Path directory = new Path(checkpoint, "mist-live");
        PinLog log = new PinLog(
                CheckpointFileManager.create(directory, configuration), directory, run, retained, oldestPending);
        log.readDirectories();
        return log;
    }

    private void readDirectories() {
        kept.addAll(numbersIn(epochs));
        storedVersions.addAll(numbersIn(versions));
        newestEpoch = kept.isEmpty() ? -1 : kept.last();
    }

    /** The version that this run has last given to an epoch; null if it has given none. */
    @Nullable
    Version newest() {
        return newestEpoch < 0 ? null : version(newestEpoch);
    }

    /** The version of an epoch; null if this run has not begun it. */
    @Nullable
    Version version(long epoch) {
        ObjectNode entry = epoch > newestEpoch ? null : read(epochs, epoch);
        return entry == null || isOfAnotherRun(entry)
                ? null
                : values(entry.path("version").asLong(), epoch);
    }

    private Version values(long version, long epoch) {
        ObjectNode stored = read(versions, version);
        if (stored == null || isOfAnotherRun(stored)) {
            throw new IllegalStateException("the values of version " + version + ", which epoch " + epoch
                    + " was begun with, are missing in " + versions + " (expected: a file '" + version
                    + "' of run " + run + "). Restore it, or begin a new run with another checkpoint");
        }
        checkedVersions.add(version);
        return new Version(version, (ObjectNode) stored.path("values"));
    }

    /** The run whose epoch is replaced when this one begins it again; null if there is none. */
    @Nullable
    String otherRun(long epoch) {
        ObjectNode entry = epoch > newestEpoch ? null : read(epochs, epoch);
        return entry != null && isOfAnotherRun(entry) ? entry.path("run").asText() : null;
    }

    /**
     * Gives an epoch its version, durably. What another run has written for it is replaced: a version is one of a run.
     *
     * @throws MistException if another query has begun the same epoch of this run meanwhile
     */
    void add(long epoch, Version version) {
        String other = otherRun(epoch);
        if (other != null) {
            LOG.warn("Epoch {} in {} was begun by run {}; run {} begins it again", epoch, epochs, other, run);
        }
        store(version);
        newestEpoch = Math.max(newestEpoch, epoch);
        boolean created = create(epochs, epoch, entry(version), other != null);
        if (!created) {
            throw MistException.job(
                    "checkpoint-shared",
                    "epoch " + epoch + " has been begun by another query on the same checkpoint, " + epochs.getParent()
                            + " (expected: one running query per checkpoint). Give each query a checkpoint of its own");
        }
        kept.add(epoch);
        written.put(epoch, version.number());
        purge();
    }

    private void store(Version version) {
        long number = version.number();
        if (checkedVersions.contains(number)) {
            return;
        }
        ObjectNode stored = storedVersions.contains(number) ? read(versions, number) : null;
        if (stored == null || isOfAnotherRun(stored)) {
            create(versions, number, entry(version).set("values", version.values()), true);
        } else if (!stored.path("values").equals(version.values())) {
            throw MistException.resources(
                    "live-versions-differ",
                    "version " + number + " of the live values is not what it was when an epoch began with it, see "
                            + new Path(versions, String.valueOf(number))
                            + " (expected: a server that has kept all versions). Begin a new run");
        }
        storedVersions.add(number);
        checkedVersions.add(number);
    }

    private ObjectNode entry(Version version) {
        return Json.MAPPER.createObjectNode().put("run", run).put("version", version.number());
    }

    private boolean isOfAnotherRun(ObjectNode entry) {
        return !run.equals(entry.path("run").asText());
    }

    /** Epochs are numbers one after the other, or times. An epoch's version is never above a later one's. */
    private void purge() {
        long pending = oldestPending.getAsLong();
        while (kept.headSet(pending).size() > retained + 1) {
            delete(epochs, Objects.requireNonNull(kept.pollFirst()));
        }
        purgeVersions(kept.first());
    }

    /** With the epochs go all values below those of the last one that went. */
    private void purgeVersions(long keptFrom) {
        var last = written.lowerEntry(keptFrom);
        if (last != null) {
            Set<Long> unused = storedVersions.headSet(last.getValue());
            unused.forEach(version -> delete(versions, version));
            checkedVersions.removeAll(unused);
            unused.clear();
            written.headMap(keptFrom).clear();
        }
    }

    private TreeSet<Long> numbersIn(Path directory) {
        TreeSet<Long> numbers = new TreeSet<>();
        files.mkdirs(directory);
        for (FileStatus file : files.list(directory)) {
            String name = file.getPath().getName();
            if (name.matches("\\d{1,18}")) {
                numbers.add(Long.parseLong(name));
            } else if (name.endsWith(TEMPORARY)) {
                files.delete(file.getPath());
            }
        }
        return numbers;
    }

    private @Nullable ObjectNode read(Path directory, long name) {
        Path path = new Path(directory, String.valueOf(name));
        if (!files.exists(path)) {
            return null;
        }
        try (InputStream in = files.open(path)) {
            return (ObjectNode) Json.MAPPER.readTree(in);
        } catch (IOException | ClassCastException e) {
            throw new IllegalStateException(path + " cannot be read (expected: a record of live values)", e);
        }
    }

    /** @return false if the file is there already and may not be replaced */
    private boolean create(Path directory, long name, ObjectNode content, boolean replaces) {
        Path path = new Path(directory, String.valueOf(name));
        var out = files.createAtomic(path, replaces);
        try {
            out.write(Json.MAPPER.writeValueAsBytes(content));
            out.close();
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        } finally {
            out.cancel();
        }
    }

    private void delete(Path directory, long name) {
        files.delete(new Path(directory, String.valueOf(name)));
    }
}
