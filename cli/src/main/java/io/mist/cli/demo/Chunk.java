package io.mist.cli.demo;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Some whole lines of a log, as bytes: a log may hold any. A line is what stands before a line feed, or at the end. */
final class Chunk {

    private final byte[] bytes;

    /** Takes the array as its own. */
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

    /** How many lines contain the word, in any case. Bytes that are no UTF-8 stand for a character that no word has. */
    long linesWith(String word) {
        return count(word.toLowerCase(Locale.ROOT));
    }

    private long count(String word) {
        long found = 0;
        int start = 0;
        for (int i = 0; i <= bytes.length; i++) {
            boolean isEnd = i == bytes.length ? start < i : bytes[i] == '\n';
            if (isEnd) {
                String line = new String(bytes, start, i - start, StandardCharsets.UTF_8);
                found += line.toLowerCase(Locale.ROOT).contains(word) ? 1 : 0;
                start = i + 1;
            }
        }
        return found;
    }
}
