package io.mist.server.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.protocol.wire.Frame;
import io.mist.server.config.OutputsConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The parts of epochs that wait for their commit, in a RocksDB of their own. Nothing is synced, as nothing in it has been
 * acknowledged to anybody but the run: it outlives the server's process, and what a machine loses when it fails is
 * missed at the commit. Beside the parts stands the last epoch of each query that is in the log. Safe for any thread.
 */
public final class Staging implements AutoCloseable {

    private static final byte PART = 'P';
    private static final byte COMMITTED = 'C';
    /** In the place of a frame's number: the part is complete. */
    private static final int END = -1;

    /** Most parts are gone again before they would be written to a file. */
    private static final long WRITE_BUFFER_BYTES = 64 << 20;

    private static final long LOG_BYTES = 128 << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final RocksDB db;
    private final Options options;
    private final WriteOptions unsynced = new WriteOptions();
    private final StagingBounds bounds;
    private final Map<Part, StagedPart> parts = new ConcurrentHashMap<>();
    private final Map<Part.Query, Long> committed = new ConcurrentHashMap<>();
    /** Shared by all users of the database, which must not be closed meanwhile: that would end the process. */
    private final ReadWriteLock use = new ReentrantReadWriteLock();

    private boolean closed;

    private Staging(RocksDB db, Options options, StagingBounds bounds) {
        this.db = db;
        this.options = options;
        this.bounds = bounds;
        restore();
    }

    /** @throws MistException of kind resources if the directory cannot be opened */
    public static Staging open(Path directory, OutputsConfig config) {
        try {
            Files.createDirectories(directory);
            Options options = new Options()
                    .setCreateIfMissing(true)
                    .setKeepLogFileNum(2)
                    .setWriteBufferSize(WRITE_BUFFER_BYTES)
                    .setCompressionType(CompressionType.NO_COMPRESSION)
                    .setMaxTotalWalSize(LOG_BYTES);
            return new Staging(RocksDB.open(options, directory.toString()), options, new StagingBounds(config));
        } catch (IOException | RocksDBException e) {
            throw MistException.resources(
                            "data-dir-failed", "cannot open the staged output in " + directory + ": " + e.getMessage())
                    .causedBy(e);
        }
    }

    private void restore() {
        try (RocksIterator at = db.newIterator()) {
            for (at.seekToFirst(); at.isValid(); at.next()) {
                byte[] key = at.key();
                if (key[0] == COMMITTED) {
                    committed.put(
                            Part.Query.decoded(key, 1),
                            ByteBuffer.wrap(at.value()).getLong());
                } else {
                    restore(key, at.value());
                }
            }
        }
        parts.values().forEach(bounds::restore);
    }

    private void restore(byte[] key, byte[] value) {
        StagedPart staged = parts.computeIfAbsent(Part.decoded(key, 1), StagedPart::new);
        if (ByteBuffer.wrap(key).getInt(key.length - Integer.BYTES) == END) {
            staged.complete = true;
        } else {
            ByteBuffer header = ByteBuffer.wrap(value);
            staged.add(header.getInt(), header.getInt());
        }
    }

    private interface Task<T extends @Nullable Object> {
        T run() throws RocksDBException;
    }

    private <T extends @Nullable Object> T whileOpen(Task<T> task) {
        use.readLock().lock();
        try {
            if (closed) {
                throw MistException.resources("log-closed", "the staged output is closed: the server is stopping");
            }
            return task.run();
        } catch (RocksDBException e) {
            throw MistException.resources("staging-failed", "cannot stage output: " + e.getMessage())
                    .causedBy(e);
        } finally {
            use.readLock().unlock();
        }
    }

    /** How many frames of a part there are. */
    int frames(Part part) {
        StagedPart staged = parts.get(part);
        if (staged == null) {
            return 0;
        }
        synchronized (staged) {
            return staged.frames;
        }
    }

    /**
     * Takes a frame, if it was not taken before.
     *
     * @return how many frames of the part there are
     * @throws MistException if one before it is missing, or a bound is reached
     */
    int add(Part part, Frame frame) {
        return whileOpen(() -> {
            StagedPart staged = parts.computeIfAbsent(part, StagedPart::new);
            synchronized (staged) {
                if (staged.removed || frame.getIndex() > staged.frames) {
                    throw missing(part, "a frame before number " + frame.getIndex() + " is not there");
                }
                if (frame.getIndex() == staged.frames) {
                    append(staged, frame);
                }
                return staged.frames;
            }
        });
    }

    private void append(StagedPart staged, Frame frame) throws RocksDBException {
        int size = 0;
        for (ByteString payload : frame.getPayloadList()) {
            bounds.checkMessage(staged.part.epoch().query().channel(), payload.size());
            size += payload.size();
        }
        bounds.grow(staged.part, staged.bytes + size, size + StagedPart.FRAME_COST);
        byte[] value = ByteBuffer.allocate(2 * Integer.BYTES + frame.getSerializedSize())
                .putInt(frame.getPayloadCount())
                .putInt(size)
                .put(frame.toByteString().asReadOnlyByteBuffer())
                .array();
        db.put(unsynced, key(staged.part, staged.frames), value);
        staged.add(frame.getPayloadCount(), size);
    }

    /**
     * No more frames will come.
     *
     * @throws MistException if some of them are missing
     */
    StagedPart end(Part part, int frames, int count) {
        return whileOpen(() -> {
            StagedPart staged = parts.get(part);
            if (staged == null) {
                throw missing(part, "it is not there");
            }
            synchronized (staged) {
                if (staged.removed || staged.frames != frames || staged.count != count) {
                    throw missing(
                            part,
                            "it has " + staged.count + " messages in " + staged.frames + " frames (expected: " + count
                                    + " in " + frames + ")");
                }
                db.put(unsynced, key(part, END), new byte[0]);
                staged.complete = true;
                return staged;
            }
        });
    }

    private static MistException missing(Part part, String what) {
        return MistException.of(
                ErrorKind.RESOURCES,
                "part-missing",
                "partition " + part.partition() + " of epoch " + part.epoch().number() + " of output '"
                        + part.epoch().query().channel() + "' is not complete: " + what
                        + "; the epoch has to be made again from the checkpoint");
    }

    /** The last epoch of a query that is known to be in the log. */
    OptionalLong committed(Part.Query query) {
        Long epoch = committed.get(query);
        return epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch);
    }

    /**
     * The size of a complete part in bytes.
     *
     * @throws MistException if it is not there as a whole
     */
    long size(Part part, int count) {
        StagedPart staged = parts.get(part);
        if (staged == null) {
            throw missing(part, "it is not there");
        }
        synchronized (staged) {
            if (staged.removed || !staged.complete || staged.count != count) {
                throw missing(
                        part,
                        "it has " + staged.count + " messages" + (staged.complete ? "" : " so far") + " (expected: "
                                + count + ")");
            }
            return staged.bytes;
        }
    }

    /** The messages of a complete part, in order. */
    List<byte[]> messages(Part part) {
        return whileOpen(() -> {
            List<byte[]> messages = new ArrayList<>();
            int frames = frames(part);
            for (int i = 0; i < frames; i++) {
                byte[] value = db.get(key(part, i));
                if (value == null) {
                    throw missing(part, "frame " + i + " is not there");
                }
                for (ByteString payload : frame(value).getPayloadList()) {
                    messages.add(payload.toByteArray());
                }
            }
            return messages;
        });
    }

    private static Frame frame(byte[] value) {
        ByteBuffer body = ByteBuffer.wrap(value);
        body.position(2 * Integer.BYTES);
        try {
            return Frame.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw MistException.internal("a staged frame cannot be read", e);
        }
    }

    /** An epoch is in the log: its parts, those that lost, and all before it are needed no more. */
    void committed(Part.Query query, long epoch) {
        whileOpen(() -> {
            try (WriteBatch write = new WriteBatch()) {
                write.put(
                        key(query),
                        ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
                remove(
                        write,
                        part -> part.epoch().query().equals(query)
                                && part.epoch().number() <= epoch);
                db.write(unsynced, write);
            }
            committed.put(query, epoch);
            return true;
        });
    }

    /** A task has given its part up. */
    void discard(Part part) {
        removeAll(each -> each.equals(part));
    }

    /** A run resumes in a later attempt. */
    void forgetAttempts(String run, int through) {
        removeAll(part -> part.epoch().query().run().equals(run) && part.epoch().attempt() <= through);
    }

    /** A run has ended. */
    void forget(String run) {
        whileOpen(() -> {
            try (WriteBatch write = new WriteBatch()) {
                for (Part.Query query : committed.keySet()) {
                    if (query.run().equals(run)) {
                        write.delete(key(query));
                        committed.remove(query);
                    }
                }
                remove(write, part -> part.epoch().query().run().equals(run));
                db.write(unsynced, write);
            }
            return true;
        });
    }

    private void removeAll(Predicate<Part> which) {
        whileOpen(() -> {
            try (WriteBatch write = new WriteBatch()) {
                remove(write, which);
                db.write(unsynced, write);
            }
            return true;
        });
    }

    private void remove(WriteBatch write, Predicate<Part> which) throws RocksDBException {
        List<Part> chosen = parts.keySet().stream().filter(which).toList();
        for (Part part : chosen) {
            StagedPart staged = parts.remove(part);
            if (staged != null) {
                remove(write, staged);
            }
        }
        Set<Part.Epoch> left = parts.keySet().stream().map(Part::epoch).collect(Collectors.toSet());
        chosen.stream()
                .map(Part::epoch)
                .distinct()
                .filter(epoch -> !left.contains(epoch))
                .forEach(bounds::forget);
    }

    private void remove(WriteBatch write, StagedPart staged) throws RocksDBException {
        synchronized (staged) {
            for (int i = 0; i < staged.frames; i++) {
                write.delete(key(staged.part, i));
            }
            write.delete(key(staged.part, END));
            bounds.shrink(staged);
            staged.removed = true;
        }
    }

    /** Returns the runs that have staged parts. */
    Set<String> runs() {
        Set<String> runs = committed.keySet().stream().map(Part.Query::run).collect(Collectors.toSet());
        parts.keySet().forEach(part -> runs.add(part.epoch().query().run()));
        return runs;
    }

    /** Returns the bytes of all parts. */
    long bytes() {
        return bounds.all();
    }

    private static byte[] key(Part.Query query) {
        byte[] name = query.encoded();
        return ByteBuffer.allocate(1 + name.length).put(COMMITTED).put(name).array();
    }

    private static byte[] key(Part part, int frame) {
        byte[] name = part.encoded();
        return ByteBuffer.allocate(1 + name.length + Integer.BYTES)
                .put(PART)
                .put(name)
                .putInt(frame)
                .array();
    }

    @Override
    public void close() {
        use.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                unsynced.close();
                db.close();
                options.close();
            }
        } finally {
            use.writeLock().unlock();
        }
    }
}
