package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.sql.SparkSession;

@Job("throws")
public final class Throws implements BatchJob<Throws.Contract, String> {

    public record Contract() {}

    @Override
    public String run(Contract job, SparkSession spark) {
        throw new IllegalStateException("the till is empty");
    }
}
