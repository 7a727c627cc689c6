package io.mist.conformance;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A directory that log files come into, each in one step. */
final class LogFiles {

    private final Path staging;
    private final Path directory;
    private final List<Path> arrived = new ArrayList<>();

    LogFiles(Path parent, String name) {
        this.staging = parent.resolve(name + ".staging");
        this.directory = parent.resolve(name);
        try {
            Files.createDirectories(staging);
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path directory() {
        return directory;
    }

    String path() {
        return directory.toString();
    }

    /** Files that have come so far. */
    List<Path> arrived() {
        return List.copyOf(arrived);
    }

    Path add(String name, byte[] content) {
        try {
            Path file = Files.write(staging.resolve(name), content);
            Path there = Files.move(file, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            arrived.add(there);
            return there;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path add(String name, String content) {
        return add(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything that has ever been found in a log file and breaks somebody's line reader. */
    void addAwkwardOnes(String prefix) {
        add(prefix + "crlf.log", "[error] one\r\n[notice] two\r\n\r\n[Error] three\r\n");
        add(prefix + "lone-cr.log", "[error] a\rstill error the same line\n[notice] b\rc\n");
        add(prefix + "empty-lines.log", "\n\n\n[ERROR] after empty lines\n\n\n[notice] x\n\n");
        add(prefix + "no-newline-at-end.log", "[notice] first\n[error] last line without its line feed");
        add(prefix + "empty.log", "");
        String megabyte = "x".repeat(1 << 20);
        add(prefix + "long-line.log", "[error] " + megabyte + "\n[notice] short\n" + megabyte + " error at its end\n");
        add(prefix + "invalid-utf8.log", invalidUtf8());
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            many.append("[Sun Dec 04 04:47:44 2005] [")
                    .append(i % 3 == 0 ? "error" : "notice")
                    .append("] client ")
                    .append(i)
                    .append(i % 7 == 0 ? " Größe naïve ☃" : "")
                    .append('\n');
        }
        add(prefix + "many.log", many.toString());
    }

    private static byte[] invalidUtf8() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("[error] bad byte ".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0x80});
        out.writeBytes(" in it\n[notice] cut off ".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {(byte) 0xe2, (byte) 0x82});
        out.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
        out.writeBytes(new byte[] {(byte) 0xc3});
        out.writeBytes(" error\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** What {@code grep -ci} counts: the yardstick of the example jobs. */
    static long grep(String filter, List<Path> files) {
        List<String> words = new ArrayList<>(List.of("/usr/bin/grep", "-a", "-c", "-i", "-h", "-F", "-e", filter));
        files.forEach(file -> words.add(file.toString()));
        // Exit code 1: no line found, which is a count of 0.
        return Command.run(Map.of("LC_ALL", "C.UTF-8"), words)
                .out()
                .lines()
                .mapToLong(Long::parseLong)
                .sum();
    }
}
