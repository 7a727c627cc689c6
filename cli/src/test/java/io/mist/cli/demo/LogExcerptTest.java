package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogExcerptTest {

    @TempDir
    Path directory;

    @Test
    void aShortLogIsShownWhole() throws IOException {
        assertThat(LogExcerpt.of(log(40))).hasSize(40).startsWith("line 1").endsWith("line 40");
    }

    @Test
    void aLongLogIsShownByBothItsEnds() throws IOException {
        assertThat(LogExcerpt.of(log(100)))
                .hasSize(41)
                .startsWith("line 1")
                .contains("line 10", "… 60 more lines …", "line 71")
                .endsWith("line 100");
    }

    @Test
    void anyBytesAreShown() throws IOException {
        Path log = Files.write(directory.resolve("log"), "stra\u00dfe".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(LogExcerpt.of(log)).containsExactly("stra\ufffde");
    }

    private Path log(int lines) throws IOException {
        return Files.writeString(
                directory.resolve("log"),
                IntStream.rangeClosed(1, lines)
                        .mapToObj(line -> "line " + line + "\n")
                        .collect(Collectors.joining()));
    }
}
