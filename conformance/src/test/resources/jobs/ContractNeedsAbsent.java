package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.sql.SparkSession;

@Job("contract-needs-absent")
public final class ContractNeedsAbsent implements BatchJob<ContractNeedsAbsent.Contract, String> {

    public record Contract(AbsentPart part) {}

    @Override
    public String run(Contract job, SparkSession spark) {
        return job.part().name();
    }
}
