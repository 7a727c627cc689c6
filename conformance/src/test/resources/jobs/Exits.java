package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.sql.SparkSession;

@Job("exits")
public final class Exits implements BatchJob<Exits.Contract, String> {

    public record Contract() {}

    @Override
    public String run(Contract job, SparkSession spark) {
        System.exit(3);
        return "never";
    }
}
