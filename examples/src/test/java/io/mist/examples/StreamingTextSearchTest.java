package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.examples.StreamingTextSearch.Match;
import io.mist.testing.TestLive;
import io.mist.testing.TestOutput;
import io.mist.testing.TestSpark;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamingTextSearchTest {

    private final SparkSession spark = TestSpark.local();
    private final TestLive<String> filter = TestLive.of("error");
    private final TestOutput<Match> matches = TestOutput.of(Match.class);
    private StreamingQuery query;

    @TempDir
    Path directory;

    @BeforeEach
    void start() {
        query = new StreamingTextSearch()
                .start(new StreamingTextSearch.Contract(new TextPath(directory.toString()), filter, matches), spark);
    }

    @AfterEach
    void stop() throws Exception {
        query.stop();
    }

    @Test
    void aMicroBatchThatFindsLinesIsOneMessage() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        search("1.log", "error one\na notice\nan ERROR two\r\n");
        search("2.log", "nothing\n");
        search("3.log", "error three");

        assertThat(matches.messages())
                .extracting(Match::length, Match::collection)
                .containsExactly(Assertions.tuple(2L, "error one\nan ERROR two"), Assertions.tuple(1L, "error three"));
        assertThat(matches.messages())
                .allSatisfy(match -> assertThat(match.time()).isBetween(before, Instant.now()));
    }

    @Test
    void aNewFilterTakesEffectWithTheNextMicroBatch() throws Exception {
        search("1.log", "an error\na notice\n");
        filter.set("Notice");
        search("2.log", "an error\na notice again\n");
        assertThat(matches.messages()).extracting(Match::collection).containsExactly("an error", "a notice again");
    }

    @Test
    void anEmptyFilterFindsEveryLine() throws Exception {
        filter.set("");
        search("1.log", "one\n\nthree\n");
        assertThat(matches.messages())
                .extracting(Match::length, Match::collection)
                .containsExactly(Assertions.tuple(3L, "one\n\nthree"));
    }

    @Test
    void theLengthIsTheCountOfGrep() throws Exception {
        TrickyText text = TrickyText.make();
        NewFile.put(directory.resolve("tricky.log"), text.bytes());
        assertThat(matches.awaitMessages(1, Duration.ofMinutes(1)))
                .extracting(Match::length)
                .containsExactly(text.count("error"));
    }

    @Test
    void manyLinesAreAllCountedAndTheFirstAreShown() throws Exception {
        search("1.log", "error\n".repeat(5_000));
        Match match = matches.messages().get(0);
        assertThat(match.length()).isEqualTo(5_000);
        assertThat(match.collection())
                .isEqualTo("error\n".repeat(FoundLines.MOST_LINES).strip() + FoundLines.MORE);
    }

    private void search(String file, String text) throws Exception {
        NewFile.put(directory.resolve(file), text);
        query.processAllAvailable();
    }
}
