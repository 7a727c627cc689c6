package jobs;

import static org.apache.spark.sql.functions.lit;

import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** Two queries, of which one, without a name, ends when a file appears; the other continues. */
@Job("one-ends")
public final class OneEnds implements StreamJob<OneEnds.Contract> {

    public record Contract(String end, Live<String> word, Output<Said> said) {}

    public record Said(String word) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) throws Exception {
        Path end = Path.of(job.end());
        Dataset<Row> words = spark.readStream()
                .format("rate")
                .load()
                .select(job.word().column().as("word"));
        StreamingQuery aside = words.withColumn("aside", lit(true))
                .writeStream()
                .foreachBatch((batch, epoch) -> {
                    batch.count();
                })
                .start();
        Thread ending = new Thread(() -> {
            try {
                while (!Files.exists(end)) {
                    Thread.sleep(50);
                }
                aside.stop();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        ending.setDaemon(true);
        ending.start();
        return job.said().sendAll(words);
    }
}
