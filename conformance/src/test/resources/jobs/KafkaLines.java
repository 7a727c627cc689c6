package jobs;

import static org.apache.spark.sql.functions.col;

import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.Tuple2;

/** Publishes the lines of a topic of Kafka, each with the word in effect; an epoch can be held up half way through. */
@Job("kafka-lines")
public final class KafkaLines implements StreamJob<KafkaLines.Contract> {

    public record Contract(String directory, String servers, String topic, Live<String> word, Output<Line> lines) {}

    public record Line(String text, String word) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        String directory = job.directory();
        Live<String> word = job.word();
        Dataset<Row> lines = spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", job.servers())
                .option("subscribe", job.topic())
                .option("startingOffsets", "earliest")
                .option("kafka.isolation.level", "read_committed")
                // Tasks, whatever the topic has.
                .option("minPartitions", 4)
                .load()
                .select(col("value").cast("string"));
        return job.lines()
                .sendAll(lines.map(
                                (MapFunction<Row, Tuple2<String, String>>) row -> {
                                    TaskContext task = TaskContext.get();
                                    new Hold(directory, "lines").here(0, task.partitionId(), task.attemptNumber());
                                    return new Tuple2<>(row.getString(0), word.get());
                                },
                                Encoders.tuple(Encoders.STRING(), Encoders.STRING()))
                        .toDF("text", "word"));
    }
}
