package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.examples.LogAlerts.Alert;
import io.mist.testing.TestLive;
import io.mist.testing.TestOutput;
import io.mist.testing.TestSpark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogAlertsTest {

    private final SparkSession spark = TestSpark.local();

    @TempDir
    Path directory;

    // region test
    @Test
    void aNewFilterTakesEffectWithTheNextMicroBatch() throws Exception {
        TestLive<String> filter = TestLive.of("error");
        TestOutput<Alert> alerts = TestOutput.of(Alert.class);
        var contract = new LogAlerts.Contract(new TextPath(directory.toString()), filter, alerts);

        var query = new LogAlerts().start(contract, spark);
        NewFile.put(directory.resolve("monday.log"), "an ERROR\na notice\n");
        query.processAllAvailable();
        filter.set("notice");
        NewFile.put(directory.resolve("tuesday.log"), "another error\nanother Notice\n");
        query.processAllAvailable();
        query.stop();

        assertThat(alerts.messages()).extracting(Alert::text).containsExactly("an ERROR", "another Notice");
    }
    // endregion

    @ParameterizedTest
    @ValueSource(strings = {"error", "ERROR", "e", "rr", "", " ", "carriage", "nowhere"})
    void thereIsOneAlertForEachLineThatGrepCounts(String filter) throws Exception {
        TrickyText text = TrickyText.make();
        NewFile.put(directory.resolve("tricky.log"), text.bytes());
        assertThat(alerts(filter)).hasSize((int) text.count(filter));
    }

    @Test
    void anAlertIsTheLineWithoutItsEnd() throws Exception {
        NewFile.put(directory.resolve("a.log"), "1 error\r\n2 error\rx\r\r\n3 \u00c4rger error");
        assertThat(alerts("error"))
                .extracting(Alert::text)
                .containsExactly("1 error", "2 error\rx\r", "3 \u00c4rger error");
    }

    @Test
    void aVeryLongLineIsCut() throws Exception {
        NewFile.put(directory.resolve("a.log"), "x".repeat(TrickyText.LONG_LINE) + " error\n");
        assertThat(alerts("error")).extracting(Alert::text).containsExactly("x".repeat(LogAlerts.MOST_CHARACTERS));
    }

    @Test
    void hiddenFilesAndSubdirectoriesArePassedOver() throws Exception {
        Files.createDirectory(directory.resolve("deeper"));
        NewFile.put(directory.resolve("deeper/a.log"), "error in a subdirectory");
        NewFile.put(directory.resolve("_a.log"), "hidden error");
        NewFile.put(directory.resolve("a.log"), "error");
        assertThat(alerts("error")).extracting(Alert::text).containsExactly("error");
    }

    @Test
    void theTimeIsThatOfTheMicroBatch() throws Exception {
        Instant before = Instant.now();
        NewFile.put(directory.resolve("a.log"), "error 1\nerror 2\n");
        assertThat(alerts("error"))
                .hasSize(2)
                .allSatisfy(alert ->
                        assertThat(alert.time()).isBetween(before.truncatedTo(ChronoUnit.MILLIS), Instant.now()))
                .extracting(Alert::time)
                .satisfies(times -> assertThat(Set.copyOf(times)).hasSize(1));
    }

    private List<Alert> alerts(String filter) throws Exception {
        TestOutput<Alert> alerts = TestOutput.of(Alert.class);
        var contract = new LogAlerts.Contract(new TextPath(directory.toString()), TestLive.of(filter), alerts);
        var query = new LogAlerts().start(contract, spark);
        query.processAllAvailable();
        query.stop();
        return alerts.messages();
    }
}
