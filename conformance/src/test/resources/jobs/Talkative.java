package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import io.mist.api.Output;
import org.apache.spark.sql.SparkSession;
import org.slf4j.LoggerFactory;

/** Prints, logs, and publishes half way through. */
@Job("talkative")
public final class Talkative implements BatchJob<Talkative.Contract, Long> {

    public record Contract(int messages, Output<Integer> numbers) {}

    @Override
    public Long run(Contract job, SparkSession spark) {
        System.out.println("printed by the job");
        LoggerFactory.getLogger(Talkative.class).warn("logged by the job");
        for (int i = 0; i < job.messages(); i++) {
            job.numbers().send(i);
        }
        System.out.println("the last line");
        return spark.range(10).count();
    }
}
