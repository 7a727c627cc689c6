package jobs;

import io.mist.api.BatchJob;
import io.mist.api.Job;
import io.mist.api.Output;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.ForeachPartitionFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;

/** Sends single messages from four tasks, each of which fails half way at first. */
@Job("sends-in-tasks")
public final class SendsInTasks implements BatchJob<SendsInTasks.Contract, Long> {

    public record Contract(Output<Long> sent) {}

    @Override
    public Long run(Contract job, SparkSession spark) {
        Output<Long> sent = job.sent();
        spark.range(0, 200, 1, 4)
                .map((MapFunction<Long, Long>) value -> value, Encoders.LONG())
                .foreachPartition((ForeachPartitionFunction<Long>) values -> values.forEachRemaining(value -> {
                    if (value % 50 == 25 && TaskContext.get().attemptNumber() == 0) {
                        throw new IllegalStateException("the first attempt fails half way");
                    }
                    sent.send(value);
                }));
        sent.send(200L);
        return 201L;
    }
}
