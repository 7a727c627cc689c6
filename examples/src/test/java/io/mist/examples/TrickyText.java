package io.mist.examples;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A file with all that text files can have in them, and its lines as its bytes tell. */
record TrickyText(byte[] bytes) {

    static final int LONG_LINE = 2 << 20;

    static TrickyText make() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text("\n\n"));
        out.writeBytes(text("an Error with a line feed\n"));
        out.writeBytes(text("an ERROR with both\r\n"));
        out.writeBytes(text("one line\rwith a lone carriage return and an error\r\r\n"));
        out.writeBytes(text("\r\n"));
        out.writeBytes(text("x".repeat(LONG_LINE / 2) + "eRRor" + "y".repeat(LONG_LINE / 2) + "\n"));
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xc3});
        out.writeBytes(text("error after broken UTF-8\n"));
        out.writeBytes(text("error before "));
        out.writeBytes(new byte[] {(byte) 0xe2, (byte) 0x82, '\n'});
        out.writeBytes(text("err"));
        out.write(0x80);
        out.writeBytes(text("or is no match, nor is err\nor\n"));
        out.writeBytes(text("err\u00f6r, \u00c4rger und gro\u00dfer ERROR\n"));
        out.writeBytes(text("the last error, without a line feed"));
        return new TrickyText(out.toByteArray());
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What {@code grep -ci} counts. */
    long count(String asciiFilter) {
        String filter = asciiFilter.toLowerCase(Locale.ROOT);
        return lines().stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).contains(filter))
                .count();
    }

    /** Byte by byte: each byte is one character of Latin 1. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(latin1(start, i));
                start = i + 1;
            }
        }
        if (start < bytes.length) {
            lines.add(latin1(start, bytes.length));
        }
        return lines;
    }

    private String latin1(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
