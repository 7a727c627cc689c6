package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** Every sort of parameter; its result says what arrived. */
@Job("parameters")
public final class Parameters implements BatchJob<Parameters.Contract, Parameters.Seen> {

    public record Contract(
            Optional<String> greeting,
            @Default("3") int times,
            Percent share,
            Colour colour,
            @Default("PT1M") Duration patience,
            @Default("{}") Map<String, List<Integer>> table) {}

    public record Percent(int value) {
        public Percent {
            if (value < 0 || value > 100) {
                throw new IllegalArgumentException(value + " is no percentage (expected: 0 to 100)");
            }
        }
    }

    public enum Colour {
        RED,
        GREEN
    }

    public record Seen(
            String greeting, int times, int share, Colour colour, Duration patience, Map<String, List<Integer>> table) {}

    @Override
    public Seen run(Contract job, SparkSession spark) {
        return new Seen(
                job.greeting().orElse("none"),
                job.times(),
                job.share().value(),
                job.colour(),
                job.patience(),
                job.table());
    }
}
