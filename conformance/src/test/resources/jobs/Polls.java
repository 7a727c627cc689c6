package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Default;
import io.mist.api.Job;
import io.mist.api.Live;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Asks for its live values until it is told to stop, and has a task ask whenever they have changed. */
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
            word = job.word().get();
            seen.add(version + ": " + word + " " + job.number().get() + ", tasks " + inTasks(job, spark));
            last = version;
        }
        return seen;
    }

    private static String inTasks(Contract job, SparkSession spark) {
        Live<String> word = job.word();
        Live<Integer> number = job.number();
        return spark.range(1)
                .map((MapFunction<Long, String>) row -> word.get() + " " + number.get(), Encoders.STRING())
                .first();
    }
}
