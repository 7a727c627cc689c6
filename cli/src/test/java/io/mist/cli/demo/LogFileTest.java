package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogFileTest {

    @Test
    void everyChunkEndsAtALineEndAndNothingIsLost() {
        for (int seed = 0; seed < 200; seed++) {
            byte[] log = randomLog(new Random(seed));
            List<Chunk> chunks = LogFile.split(log, 1 + seed % 12);

            assertThat(joined(chunks)).as("seed %d", seed).isEqualTo(log);
            for (Chunk chunk : chunks.subList(0, Math.max(0, chunks.size() - 1))) {
                assertThat(chunk.bytes()).as("seed %d", seed).endsWith((byte) '\n');
            }
            assertThat(chunks.stream().mapToLong(Chunk::lines).sum())
                    .as("seed %d", seed)
                    .isEqualTo(new Chunk(log).lines());
        }
    }

    @Test
    void aLogOfOneLineIsOneChunk() {
        assertThat(LogFile.split("only one".getBytes(StandardCharsets.UTF_8), 8))
                .hasSize(1);
    }

    @Test
    void anEmptyLogHasNoChunks() {
        assertThat(LogFile.split(new byte[0], 8)).isEmpty();
    }

    @Test
    void bothHalvesTogetherAreTheLog(@TempDir Path directory) throws IOException {
        LogFile log = LogFile.read(Files.writeString(directory.resolve("a.log"), "one error\n".repeat(100)));

        assertThat(log.firstHalf()).hasSize(4);
        assertThat(LogFile.linesWith("error", log.firstHalf()) + LogFile.linesWith("error", log.secondHalf()))
                .isEqualTo(100);
    }

    @Test
    void itsHeadEndsAtALineEndToo(@TempDir Path directory) throws IOException {
        LogFile log = LogFile.read(Files.writeString(directory.resolve("a.log"), "one error\n".repeat(100)));

        assertThat(log.head(25).bytes()).asString().isEqualTo("one error\none error\n");
        assertThat(log.head(1_000).lines()).isEqualTo(100);
        assertThat(log.head(5_000).lines()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one line\n"})
    void aLogWithTooFewLinesIsRejected(String text, @TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("short.log"), text);

        assertThatThrownBy(() -> LogFile.read(file)).hasMessageContaining("fewer than 2 lines");
    }

    @Test
    void aMissingLogIsNamed(@TempDir Path directory) {
        assertThatThrownBy(() -> LogFile.read(directory.resolve("missing.log")))
                .hasMessageContaining("missing.log' (expected: a readable file)");
    }

    private static byte[] randomLog(Random random) {
        byte[] log = new byte[random.nextInt(400)];
        for (int i = 0; i < log.length; i++) {
            log[i] = random.nextInt(9) == 0 ? (byte) '\n' : (byte) random.nextInt(256);
        }
        return log;
    }

    private static byte[] joined(List<Chunk> chunks) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(chunk -> all.writeBytes(chunk.bytes()));
        return all.toByteArray();
    }
}
