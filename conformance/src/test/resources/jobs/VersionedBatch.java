package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Its version, as the driver and as a task sees it. */
@Job("versioned-batch")
public final class VersionedBatch implements BatchJob<VersionedBatch.Contract, List<String>> {

    public record Contract() {}

    @Override
    public List<String> run(Contract job, SparkSession spark) {
        String task = spark.range(1)
                .map((MapFunction<Long, String>) number -> Versions.here(), Encoders.STRING())
                .first();
        return List.of(Versions.here(), task);
    }
}
