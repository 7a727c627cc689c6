package io.mist.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The beginning and the end of a log of any length: mostly one of them shows what went wrong. */
final class LogExcerpt {

    static final int FIRST = 10;
    static final int LAST = 30;

    private LogExcerpt() {}

    static List<String> of(Path log) throws IOException {
        List<String> shown = new ArrayList<>();
        Deque<String> last = new ArrayDeque<>();
        int between = 0;
        // Unlike Files.newBufferedReader this accepts bytes that are no UTF-8.
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(Files.newInputStream(log), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (shown.size() < FIRST) {
                    shown.add(line);
                    continue;
                }
                last.add(line);
                if (last.size() > LAST) {
                    last.remove();
                    between++;
                }
            }
        }
        if (between > 0) {
            shown.add("… " + between + " more lines …");
        }
        shown.addAll(last);
        return shown;
    }
}
