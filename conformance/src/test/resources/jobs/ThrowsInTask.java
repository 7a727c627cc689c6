package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

@Job("throws-in-task")
public final class ThrowsInTask implements BatchJob<ThrowsInTask.Contract, Long> {

    public record Contract() {}

    @Override
    public Long run(Contract job, SparkSession spark) {
        return spark.range(4)
                .map((MapFunction<Long, Long>) ThrowsInTask::fail, Encoders.LONG())
                .filter("value > 0")
                .count();
    }

    private static Long fail(Long number) {
        throw new IllegalArgumentException("row " + number + " is rotten");
    }
}
