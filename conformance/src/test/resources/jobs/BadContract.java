package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.sql.SparkSession;

/** Two components that no client could send. */
@Job("bad-contract")
public final class BadContract implements BatchJob<BadContract.Contract, String> {

    public record Contract(Thread worker, Object anything) {}

    @Override
    public String run(Contract job, SparkSession spark) {
        return "never";
    }
}
