package io.mist.bench;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Job;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;

/** As little as a Spark job can do: one stage over a few numbers. */
@Job("count")
public final class CountJob implements BatchJob<CountJob.Request, Long> {

    /** @param holdMillis how long to stay RUNNING before the end */
    public record Request(
            @Default("1000") long rows, @Default("0") long holdMillis) {}

    @Override
    public Long run(Request request, SparkSession spark) throws InterruptedException {
        if (request.holdMillis() > 0) {
            new CountDownLatch(1).await(request.holdMillis(), TimeUnit.MILLISECONDS);
        }
        return count(spark, request.rows());
    }

    static long count(SparkSession spark, long rows) {
        return spark.range(rows).filter("id % 3 = 0").count();
    }
}
