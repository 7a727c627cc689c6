package jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.mist.testing.TestInput;
import io.mist.testing.TestLive;
import io.mist.testing.TestOutput;
import io.mist.testing.TestSpark;
import java.util.List;
import jobs.@CLASS@.Contract;
import jobs.@CLASS@.Line;
import org.junit.jupiter.api.Test;

class @CLASS@Test {

    @Test
    void aNewFilterTakesEffectWithTheNextMicroBatch() throws Exception {
        var spark = TestSpark.local();
        TestLive<String> filter = TestLive.of("error");
        TestInput<Line> lines = TestInput.of(Line.class, spark);
        TestOutput<Line> found = TestOutput.of(Line.class);

        var query = new @CLASS@().start(new Contract(filter, lines, found), spark);
        lines.push(new Line("an error"), new Line("a notice"));
        query.processAllAvailable();
        filter.set("notice");
        lines.push(new Line("another error"), new Line("another notice"));
        query.processAllAvailable();
        query.stop();

        assertEquals(List.of(new Line("an error"), new Line("another notice")), found.messages());
    }
}
