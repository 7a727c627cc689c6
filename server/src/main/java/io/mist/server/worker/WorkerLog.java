package io.mist.server.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds in the log of a worker that has ended the line that says why. */
final class WorkerLog {

    /** The worker's own word, see io.mist.worker.Main. */
    private static final String FAILED = "MIST-WORKER-FAILED ";

    private static final int TAIL_BYTES = 64 << 10;
    private static final Pattern ERROR = Pattern.compile("(?i)(exception|error|fatal|cannot|could not|unrecognized)");
    private static final Pattern FRAME = Pattern.compile("\\s+(at |\\.\\.\\. ).*");

    private WorkerLog() {}

    static Optional<String> lastWords(Path log) {
        List<String> lines = tail(log);
        Optional<String> own = lines.stream()
                .filter(line -> line.startsWith(FAILED))
                .map(line -> line.substring(FAILED.length()))
                .reduce((first, second) -> second);
        return own.or(() -> lines.stream()
                .filter(line ->
                        ERROR.matcher(line).find() && !FRAME.matcher(line).matches())
                .map(String::strip)
                .findFirst());
    }

    private static List<String> tail(Path log) {
        try (var channel = Files.newByteChannel(log)) {
            long from = Math.max(0, channel.size() - TAIL_BYTES);
            ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of("cannot read " + log + ": " + e.getMessage());
        }
    }
}
