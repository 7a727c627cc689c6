package jobs;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.Tuple3;

/** A hundred numbers in each epoch, from four partitions; those pass whose word is in a list of any length. */
@Job("watched-words")
public final class WatchedWords implements StreamJob<WatchedWords.Contract> {

    public record Contract(Live<List<String>> words, Output<Found> found) {}

    /** @param size of the list, as the task saw it */
    public record Found(String word, int size, String executor) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        Live<List<String>> words = job.words();
        Dataset<Row> numbers = spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", 100)
                .option("numPartitions", 4)
                .load()
                .select(concat(lit("word-"), col("value").mod(100).cast("string")).as("word"))
                .where(array_contains(words.column(), col("word")));
        return job.found()
                .sendAll(numbers.map(
                                (MapFunction<Row, Tuple3<String, Integer, String>>) row -> new Tuple3<>(
                                        row.getString(0),
                                        words.get().size(),
                                        org.apache.spark.SparkEnv.get().executorId()),
                                Encoders.tuple(Encoders.STRING(), Encoders.INT(), Encoders.STRING()))
                        .toDF("word", "size", "executor"));
    }
}
