package io.mist.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whole lines of a log, as bytes, as a log may hold any. A line ends at a line feed, or at the end of the log. */
final class Chunk {

    private final byte[] bytes;

    /** Keeps the array, which the caller must not change. */
    Chunk(byte[] bytes) {
        this.bytes = bytes;
    }

    static Chunk ofLine(String line) {
        return new Chunk((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    byte[] bytes() {
        return bytes;
    }

    long lines() {
        return count("");
    }

    /** How many lines contain the word, in any case. Bytes that are no UTF-8 count as a character that no word has. */
    long linesWith(String word) {
        return count(word.toLowerCase(Locale.ROOT));
    }

    private long count(String word) {
        return texts().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains(word))
                .count();
    }

    /** The lines, without their ends. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            boolean isEnd = i == bytes.length ? start < i : bytes[i] == '\n';
            if (isEnd) {
                int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
                texts.add(new String(bytes, start, end - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return texts;
    }
}
