package jobs;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;

import io.mist.api.DStreamJob;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/**
 * Notes for each batch what every place of it sees of a list of any length; kept in a checkpoint. While there is a file
 * {@code .hold} in the directory, tasks are held up half way.
 */
@Job("batch-words")
public final class BatchWords implements DStreamJob<BatchWords.Contract> {

    public record Contract(String directory, Live<List<String>> words, Output<Note> notes) {}

    /** @param first of the list, and its size, as the place sees them */
    public record Note(long time, String place, long version, String first, int size, String executor) {}

    @Override
    public void define(Contract job, JavaStreamingContext streaming) {
        Live<List<String>> words = job.words();
        Output<Note> notes = job.notes();
        String hold = Path.of(job.directory(), ".hold").toString();
        streaming
                .textFileStream(job.directory())
                .transform((rdd, time) -> {
                    note(notes, words, time.milliseconds(), "transform");
                    return JavaSparkContext.fromSparkContext(rdd.context())
                            .parallelize(List.of("1", "2"), 2)
                            .map(number -> {
                                note(notes, words, time.milliseconds(), "map");
                                return number;
                            });
                })
                .foreachRDD((rdd, time) -> {
                    note(notes, words, time.milliseconds(), "foreachRDD");
                    String first = SparkSession.active()
                            .range(100)
                            .select(concat(lit("word-"), col("id").cast("string")).as("word"))
                            .where(array_contains(words.column(), col("word")))
                            .first()
                            .getString(0);
                    notes.send(new Note(
                            time.milliseconds(), "plan", words.version(), first, words.get().size(), "driver"));
                    rdd.foreach(number -> {
                        if (Files.exists(Path.of(hold))) {
                            note(notes, words, time.milliseconds(), "held");
                        }
                        while (Files.exists(Path.of(hold))) {
                            TimeUnit.MILLISECONDS.sleep(20);
                        }
                        note(notes, words, time.milliseconds(), "task");
                    });
                });
    }

    private static void note(Output<Note> notes, Live<List<String>> words, long time, String place) {
        List<String> list = words.get();
        notes.send(new Note(
                time, place, words.version(), list.get(0), list.size(), SparkEnv.get().executorId()));
    }

    @Override
    public boolean isCheckpointed() {
        return true;
    }
}
