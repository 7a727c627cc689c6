package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.examples.LogAlerts.Alert;
import io.mist.examples.LogAlerts.Line;
import io.mist.testing.TestInput;
import io.mist.testing.TestLive;
import io.mist.testing.TestOutput;
import io.mist.testing.TestSpark;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogAlertsTest {

    private final SparkSession spark = TestSpark.local();

    // region test
    @Test
    void aNewFilterTakesEffectWithTheNextMicroBatch() throws Exception {
        TestLive<String> filter = TestLive.of("error");
        TestInput<Line> lines = TestInput.of(Line.class, spark);
        TestOutput<Alert> alerts = TestOutput.of(Alert.class);

        var query = new LogAlerts().start(new LogAlerts.Contract(filter, lines, alerts), spark);
        lines.push(new Line("an ERROR"), new Line("a notice"));
        query.processAllAvailable();
        filter.set("notice");
        lines.push(new Line("another error"), new Line("another Notice"));
        query.processAllAvailable();
        query.stop();

        assertThat(alerts.messages()).extracting(Alert::text).containsExactly("an ERROR", "another Notice");
    }
    // endregion

    @ParameterizedTest
    @ValueSource(strings = {"error", "ERROR", "e", "rr", "", " ", "nowhere"})
    void everyLineWithTheFilterInAnyCaseIsOneAlert(String filter) throws Exception {
        List<String> texts = List.of("an error", "an ERROR", "rr", "\u00c4rger", "", "a b", "E");
        assertThat(alerts(filter, texts))
                .containsExactlyElementsOf(texts.stream()
                        .filter(text -> TextLines.contains(text, filter))
                        .toList());
    }

    @Test
    void anAlertIsTheUnchangedLine() throws Exception {
        List<String> texts = List.of("1 error\r", "2 error\rx\n", "3 \u00c4rger error", "error " + "x".repeat(100_000));
        assertThat(alerts("error", texts)).containsExactlyElementsOf(texts);
    }

    private List<String> alerts(String filter, List<String> texts) throws Exception {
        TestInput<Line> lines = TestInput.of(Line.class, spark);
        TestOutput<Alert> alerts = TestOutput.of(Alert.class);
        var contract = new LogAlerts.Contract(TestLive.of(filter), lines, alerts);
        var query = new LogAlerts().start(contract, spark);
        lines.push(texts.stream().map(Line::new).toList());
        query.processAllAvailable();
        query.stop();
        return alerts.messages().stream().map(Alert::text).toList();
    }
}
