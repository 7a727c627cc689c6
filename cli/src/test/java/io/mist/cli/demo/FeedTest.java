package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedTest {

    @TempDir
    Path directory;

    @Test
    void aChunkBecomesAFileThatSparkReads() throws IOException {
        new Feed(directory).put(Chunk.ofLine("error"));

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(directory.resolve("chunk-000001.log"));
        }
        assertThat(directory.resolve("chunk-000001.log")).hasContent("error\n");
    }

    @Test
    void oldFilesGo() throws IOException {
        Feed feed = new Feed(directory);
        for (int i = 0; i < Feed.KEPT_FILES + 3; i++) {
            feed.put(Chunk.ofLine("line"));
        }

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .hasSize(Feed.KEPT_FILES)
                    .doesNotContain("chunk-000003.log")
                    .contains("chunk-000004.log");
        }
    }
}
