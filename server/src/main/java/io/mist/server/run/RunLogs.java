package io.mist.server.run;

import io.mist.server.gate.RunLog;
import io.mist.server.gate.RunLog.Piece;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The logs of runs, a file each, up to a bound: then a line says that it is full, and what follows is dropped (the
 * worker's own log has it). Safe for any thread.
 */
public final class RunLogs {

    private static final int LOCKS = 16;
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");
    private static final int TAIL_BYTES = 1 << 20;

    private final Path directory;
    private final long maxBytes;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final Object[] locks = new Object[LOCKS];

    public RunLogs(Path directory, long maxBytes) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.maxBytes = maxBytes;
        Arrays.setAll(locks, ignored -> new Object());
    }

    public void append(String run, List<String> lines) {
        Path file = file(run);
        synchronized (locks[Math.floorMod(run.hashCode(), LOCKS)]) {
            try {
                long size = Files.exists(file) ? Files.size(file) : 0;
                if (size >= maxBytes) {
                    return;
                }
                byte[] text = bounded(lines, maxBytes - size);
                Files.write(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file, e);
            }
        }
        listeners.forEach(listener -> listener.accept(run));
    }

    /** Removes the log of a run. */
    public void remove(String run) {
        synchronized (locks[Math.floorMod(run.hashCode(), LOCKS)]) {
            try {
                Files.deleteIfExists(file(run));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove " + file(run), e);
            }
        }
    }

    /** Lines up to a bound; if that is reached, a last line says so, beyond the bound. */
    private byte[] bounded(List<String> lines, long room) {
        var text = new ByteArrayOutputStream();
        // No other line break is in the file, so that positions follow from the lengths of lines.
        for (String line : lines.stream().flatMap(LINE_BREAK::splitAsStream).toList()) {
            byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
            int left = (int) Math.min(Integer.MAX_VALUE, room - text.size());
            if (bytes.length >= left) {
                text.write(bytes, 0, wholeCharacters(bytes, left - 1));
                text.writeBytes(("\n… the log of this run is full (" + maxBytes + " bytes)\n")
                        .getBytes(StandardCharsets.UTF_8));
                break;
            }
            text.writeBytes(bytes);
        }
        return text.toByteArray();
    }

    /** The most bytes, up to so many, that end no character in its middle. */
    private static int wholeCharacters(byte[] utf8, int most) {
        int end = Math.max(0, Math.min(most, utf8.length - 1));
        while (end > 0 && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    /** The log of one run, as callers see it. */
    public RunLog of(String run) {
        return new FollowedLog(this, run);
    }

    /** At most {@code maxBytes} from a position on. */
    public Piece read(String run, long from, int maxBytes) {
        Path file = file(run);
        if (!Files.exists(file)) {
            return new Piece(List.of(), from);
        }
        try (var channel = Files.newByteChannel(file)) {
            var buffer = ByteBuffer.allocate((int) Math.min(maxBytes, Math.max(0, channel.size() - from)));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            byte[] bytes = buffer.array();
            int end = buffer.position();
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            if (end == 0 && buffer.position() == maxBytes) {
                end = wholeCharacters(bytes, maxBytes);
            }
            String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
            return new Piece(text.lines().toList(), from + end);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Where the last lines begin; only the last {@value #TAIL_BYTES} bytes are looked at. */
    public long tail(String run, int lines) {
        Path file = file(run);
        if (!Files.exists(file)) {
            return 0;
        }
        try (var channel = Files.newByteChannel(file)) {
            long size = channel.size();
            long from = Math.max(0, size - TAIL_BYTES);
            var buffer = ByteBuffer.allocate((int) (size - from));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            int seen = 0;
            long whole = from;
            for (int at = buffer.position() - 1; at >= 0; at--) {
                seen += buffer.get(at) == '\n' ? 1 : 0;
                if (seen > lines) {
                    return from + at + 1;
                }
                whole = buffer.get(at) == '\n' ? from + at + 1 : whole;
            }
            return from == 0 ? 0 : whole;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Calls back with the run whose log has grown, on the writing thread: the listener must only take note. */
    public AutoCloseable onAppend(Consumer<String> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private Path file(String run) {
        return directory.resolve("run-" + run + ".log");
    }
}
