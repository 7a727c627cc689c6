package io.mist.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.gate.RunLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogsTest {

    private static final int PIECE = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void aRunWithoutALogHasNoLines() throws IOException {
        RunLogs logs = new RunLogs(directory, 1_000);

        assertThat(logs.read("r1", 0, PIECE)).isEqualTo(new RunLog.Piece(List.of(), 0));
        assertThat(logs.tail("r1", 10)).isZero();
    }

    @Test
    void linesAreReadAsTheyWereWrittenRunByRun() throws IOException {
        RunLogs logs = new RunLogs(directory, 1_000);

        logs.append("r1", List.of("first", "zweite: ü"));
        logs.append("r2", List.of("another's"));
        logs.append("r1", List.of("third"));

        assertThat(logs.read("r1", 0, PIECE).lines()).containsExactly("first", "zweite: ü", "third");
    }

    @Test
    void everyLineBreakIsOneByteInTheFile() throws IOException {
        RunLogs logs = new RunLogs(directory, 1_000);

        logs.append("r1", List.of("10 %\r20 %\r\nüber", "", "last"));

        RunLog.Piece piece = logs.read("r1", 0, PIECE);
        assertThat(piece.lines()).containsExactly("10 %", "20 %", "über", "", "last");
        assertThat(piece.next()).isEqualTo(5 + 5 + 6 + 1 + 5);
    }

    @Test
    void aLogIsTheSameAfterARestart() throws IOException {
        new RunLogs(directory, 1_000).append("r1", List.of("one"));

        RunLogs again = new RunLogs(directory, 1_000);
        again.append("r1", List.of("two"));

        assertThat(again.read("r1", 0, PIECE).lines()).containsExactly("one", "two");
    }

    @Test
    void aPieceEndsWithAWholeLineAndTheNextOneContinuesThere() throws IOException {
        RunLogs logs = new RunLogs(directory, 1_000);
        List<String> lines = IntStream.range(0, 40).mapToObj(i -> "ü line " + i).toList();
        logs.append("r1", lines);

        List<String> read = new ArrayList<>();
        long from = 0;
        while (true) {
            RunLog.Piece piece = logs.read("r1", from, 64);
            if (piece.next() == from) {
                break;
            }
            assertThat(piece.next() - from).isLessThanOrEqualTo(64);
            read.addAll(piece.lines());
            from = piece.next();
        }

        assertThat(read).isEqualTo(lines);
    }

    @Test
    void aLineLongerThanAPieceIsReadInParts() throws IOException {
        RunLogs logs = new RunLogs(directory, 10_000);
        logs.append("r1", List.of("ü".repeat(100), "after"));

        StringBuilder read = new StringBuilder();
        long from = 0;
        RunLog.Piece piece = logs.read("r1", from, 64);
        while (piece.next() > from) {
            from = piece.next();
            piece.lines().forEach(read::append);
            piece = logs.read("r1", from, 64);
        }

        assertThat(read.toString()).isEqualTo("ü".repeat(100) + "after");
    }

    @Test
    void aFullLogSaysSoOnceAndTakesNoMore() throws IOException {
        RunLogs logs = new RunLogs(directory, 100);

        for (int i = 0; i < 20; i++) {
            logs.append("r1", List.of("a line of 20 letters"));
        }

        List<String> lines = logs.read("r1", 0, PIECE).lines();
        assertThat(lines).endsWith("… the log of this run is full (100 bytes)");
        assertThat(Collections.frequency(lines, "… the log of this run is full (100 bytes)"))
                .isEqualTo(1);
        assertThat(lines).hasSizeLessThan(8);
    }

    @Test
    void oneAppendOfManyLinesKeepsToTheBoundToo() throws IOException {
        RunLogs logs = new RunLogs(directory, 100);

        logs.append("r1", Collections.nCopies(1_000, "üüüüüüüüü"));

        assertThat(logs.read("r1", 0, PIECE).next()).isLessThan(100 + 60);
    }

    @Test
    void theTailBeginsSoManyLinesBeforeTheEnd() throws IOException {
        RunLogs logs = new RunLogs(directory, 1_000);
        logs.append("r1", List.of("one", "two", "three"));

        assertThat(tail(logs, 2)).containsExactly("two", "three");
        assertThat(tail(logs, 3)).containsExactly("one", "two", "three");
        assertThat(tail(logs, 99)).containsExactly("one", "two", "three");
        assertThat(tail(logs, 0)).isEmpty();
    }

    @Test
    void theTailOfALongLogBeginsWithAWholeLine() throws IOException {
        RunLogs logs = new RunLogs(directory, 1L << 30);
        logs.append("r1", Collections.nCopies(30_000, "x".repeat(99)));

        List<String> lines = tail(logs, 1_000_000);

        assertThat(lines)
                .hasSizeGreaterThan(5_000)
                .allSatisfy(line -> assertThat(line).hasSize(99));
    }

    private static List<String> tail(RunLogs logs, int lines) {
        return logs.read("r1", logs.tail("r1", lines), 4 << 20).lines();
    }

    @Test
    void listenersHearWhichLogHasGrown() throws Exception {
        RunLogs logs = new RunLogs(directory, 1_000);
        List<String> grown = new ArrayList<>();
        AutoCloseable listening = logs.onAppend(grown::add);

        logs.append("r1", List.of("one"));
        logs.append("r2", List.of("two"));
        listening.close();
        logs.append("r1", List.of("three"));

        assertThat(grown).containsExactly("r1", "r2");
    }
}
