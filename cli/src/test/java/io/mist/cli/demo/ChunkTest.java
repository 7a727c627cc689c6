package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ChunkTest {

    @Test
    void countsLinesInAnyCase() {
        assertThat(chunk("an Error\r\nall well\r\nERRORS\r\n").linesWith("error"))
                .isEqualTo(2);
    }

    @Test
    void countsALineOnceEvenIfTheWordIsRepeated() {
        assertThat(chunk("error error\n").linesWith("error")).isEqualTo(1);
    }

    @Test
    void countsALastLineWithoutLineEnd() {
        assertThat(chunk("well\nerror").linesWith("error")).isEqualTo(1);
        assertThat(chunk("well\nerror").lines()).isEqualTo(2);
    }

    @Test
    void anEmptyLineIsALineWithoutAnyWord() {
        assertThat(chunk("\r\n\r\nerror\r\n").lines()).isEqualTo(3);
        assertThat(chunk("\r\n\r\nerror\r\n").linesWith("error")).isEqualTo(1);
    }

    @Test
    void noBytesAreNoLine() {
        assertThat(chunk("").lines()).isZero();
    }

    @Test
    void bytesThatAreNoUtf8NeitherSplitNorFormAWord() {
        byte[] lines = "\u00fc error \u00ff\ner\u00ffror\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(new Chunk(lines).linesWith("error")).isEqualTo(1);
    }

    private static Chunk chunk(String text) {
        return new Chunk(text.getBytes(StandardCharsets.UTF_8));
    }
}
