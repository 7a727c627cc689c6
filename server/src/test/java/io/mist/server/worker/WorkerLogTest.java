package io.mist.server.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLogTest {

    @TempDir
    private Path directory;

    private Optional<String> lastWordsOf(String log) throws IOException {
        return WorkerLog.lastWords(Files.writeString(directory.resolve("worker.log"), log));
    }

    @Test
    void theWorkersOwnWordCountsMost() throws IOException {
        assertThat(lastWordsOf("""
                        ERROR something that went wrong on the way
                        MIST-WORKER-FAILED Could not parse Master URL: 'lokal'
                        org.apache.spark.SparkException: Could not parse Master URL: 'lokal'
                        """)).contains("Could not parse Master URL: 'lokal'");
    }

    @Test
    void elseItIsTheFirstLineThatLooksLikeAnErrorAndNoFrameOfATrace() throws IOException {
        assertThat(lastWordsOf("""
                        Using Spark's default log4j profile
                        \tat org.example.SomeException.frame(A.java:1)
                          Error occurred during initialization of VM
                        Could not reserve enough space for object heap
                        """)).contains("Error occurred during initialization of VM");
    }

    @Test
    void aLogThatSaysNothingOfTheKindHasNoLastWords() throws IOException {
        assertThat(lastWordsOf("all is well\n")).isEmpty();
        assertThat(lastWordsOf("")).isEmpty();
    }

    @Test
    void ofALongLogTheEndIsLookedAt() throws IOException {
        assertThat(lastWordsOf("Error: long ago\n" + "x".repeat(100_000) + "\nFatal: now\n"))
                .contains("Fatal: now");
    }

    @Test
    void aLogThatIsNotThereIsNamed() {
        Path missing = directory.resolve("missing.log");

        assertThat(WorkerLog.lastWords(missing))
                .hasValueSatisfying(words -> assertThat(words).startsWith("cannot read " + missing));
    }
}
