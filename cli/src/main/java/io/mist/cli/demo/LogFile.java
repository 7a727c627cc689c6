package io.mist.cli.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The log that the demo pushes, cut into chunks at line ends. */
record LogFile(Path path, List<Chunk> chunks) {

    /** The largest log, as it is read into memory. */
    static final long MAX_BYTES = 64L << 20;

    private static final int FEWEST_CHUNKS = 8;
    private static final int CHUNK_BYTES = 1 << 20;

    LogFile {
        chunks = List.copyOf(chunks);
    }

    /** Throws a {@link DemoFailure} that says what is wrong with the file. */
    static LogFile read(Path path) throws IOException {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new DemoFailure("--log: '" + path + "' (expected: a readable file)");
        }
        long size = Files.size(path);
        if (size > MAX_BYTES) {
            throw new DemoFailure("--log: '" + path + "' has " + size + " bytes (expected: at most " + MAX_BYTES
                    + "; cut a part out, for example with head -c)");
        }
        byte[] bytes = Files.readAllBytes(path);
        List<Chunk> chunks = split(bytes, Math.max(FEWEST_CHUNKS, bytes.length / CHUNK_BYTES));
        if (chunks.size() < 2) {
            throw new DemoFailure("--log: '" + path + "' has fewer than 2 lines (expected: a longer log)");
        }
        return new LogFile(path.toAbsolutePath(), chunks);
    }

    /** At most {@code wanted} chunks of about the same size; together they are the whole log. */
    static List<Chunk> split(byte[] log, int wanted) {
        List<Chunk> chunks = new ArrayList<>();
        int start = 0;
        for (int number = 1; number <= wanted && start < log.length; number++) {
            int goal = (int) ((long) log.length * number / wanted);
            int end = number == wanted ? log.length : afterLineEnd(log, Math.max(start, goal - 1));
            chunks.add(new Chunk(Arrays.copyOfRange(log, start, end)));
            start = end;
        }
        return chunks;
    }

    List<Chunk> firstHalf() {
        return chunks.subList(0, chunks.size() / 2);
    }

    List<Chunk> secondHalf() {
        return chunks.subList(chunks.size() / 2, chunks.size());
    }

    /** The whole log, or as many whole lines from its beginning as fit into the given bytes. */
    Chunk head(int maxBytes) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (Chunk chunk : chunks) {
            whole.writeBytes(chunk.bytes());
            if (whole.size() > maxBytes) {
                byte[] bytes = whole.toByteArray();
                int end = maxBytes;
                while (end > 0 && bytes[end - 1] != '\n') {
                    end--;
                }
                return new Chunk(Arrays.copyOf(bytes, end));
            }
        }
        return new Chunk(whole.toByteArray());
    }

    static long linesWith(String word, List<Chunk> chunks) {
        return chunks.stream().mapToLong(chunk -> chunk.linesWith(word)).sum();
    }

    private static int afterLineEnd(byte[] log, int from) {
        int at = from;
        while (at < log.length && log[at] != '\n') {
            at++;
        }
        return Math.min(at + 1, log.length);
    }
}
