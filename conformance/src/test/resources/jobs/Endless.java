package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.sql.SparkSession;

/** Cannot be stopped by asking. */
@Job("endless")
public final class Endless implements BatchJob<Endless.Contract, Long> {

    public record Contract() {}

    @Override
    public Long run(Contract job, SparkSession spark) {
        long turns = 0;
        while (turns >= 0) {
            Thread.interrupted();
            turns = (turns + 1) % 1_000_000;
        }
        return turns;
    }
}
