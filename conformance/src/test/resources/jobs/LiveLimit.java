package jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lower;

import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import scala.Tuple3;

/** A live parameter both ways: as a column in the plan, and asked for by a lambda on the executor. */
@Job("live-limit")
public final class LiveLimit implements StreamJob<LiveLimit.Contract> {

    public record Contract(String path, Live<Word> word, Output<Found> found) {}

    public record Word(String value) {
        public Word {
            if (!value.equals(value.strip()) || value.isEmpty()) {
                throw new IllegalArgumentException("'" + value + "' is no word (expected: no blanks around it)");
            }
        }
    }

    public record Found(String text, String word, long version) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) {
        Live<Word> word = job.word();
        Dataset<String> lines = spark.readStream()
                .textFile(job.path())
                .filter(lower(col("value")).contains(word.column()));
        return job.found()
                .sendAll(lines.map(
                                (MapFunction<String, Tuple3<String, String, Long>>)
                                        line -> new Tuple3<>(line, word.get().value(), word.version()),
                                Encoders.tuple(Encoders.STRING(), Encoders.STRING(), Encoders.LONG()))
                        .toDF("text", "word", "version"));
    }
}
