package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Job;
import io.mist.api.Live;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** Polls its live values until it is cancelled, and lets a task read them after each change. */
@Job("polls")
public final class Polls implements BatchJob<Polls.Contract, List<String>> {

    public record Contract(@Default("a") Live<String> word, @Default("1") Live<Integer> number) {}

    @Override
    public List<String> run(Contract job, SparkSession spark) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        CountDownLatch never = new CountDownLatch(1);
        long last = 0;
        String word = "";
        while (!word.equals("stop")) {
            long version = job.word().version();
            if (version == last) {
                never.await(10, TimeUnit.MILLISECONDS);
                continue;
            }
            String read = job.word().get();
            String both = read + " " + job.number().get();
            if (job.word().version() == version) {
                // Nothing has changed in between, so both are of this version.
                seen.add(version + ": " + both + ", tasks " + inTasks(job, spark));
                last = version;
                word = read;
            }
        }
        return seen;
    }

    private static String inTasks(Contract job, SparkSession spark) {
        Live<String> word = job.word();
        Live<Integer> number = job.number();
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(List.of(1), 1)
                .map(one -> word.get() + " " + number.get())
                .first();
    }
}
