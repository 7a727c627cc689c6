package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;

/** Waits for what never comes; an interrupt ends it. */
@Job("waits")
public final class Waits implements BatchJob<Waits.Contract, Long> {

    public record Contract() {}

    @Override
    public Long run(Contract job, SparkSession spark) throws InterruptedException {
        new CountDownLatch(1).await();
        return 0L;
    }
}
