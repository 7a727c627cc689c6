package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.sql.SparkSession;

@Job("needs-absent")
public final class NeedsAbsent implements BatchJob<NeedsAbsent.Contract, String> {

    public record Contract() {}

    @Override
    public String run(Contract job, SparkSession spark) {
        return new AbsentPart("x").name();
    }
}
