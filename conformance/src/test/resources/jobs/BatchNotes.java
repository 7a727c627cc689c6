package jobs;

import io.mist.api.DStreamJob;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.streaming.api.java.JavaStreamingContext;

/** Notes for each batch what transform, foreachRDD and each task see of a live value; kept in a checkpoint. */
@Job("batch-notes")
public final class BatchNotes implements DStreamJob<BatchNotes.Contract> {

    private static final int TASKS = 3;

    public record Contract(String directory, Live<Integer> value, Output<Note> notes) {}

    public record Note(long time, String place, long version, int value) {}

    @Override
    public void define(Contract job, JavaStreamingContext streaming) {
        Live<Integer> live = job.value();
        Output<Note> notes = job.notes();
        streaming
                .textFileStream(job.directory())
                .transform((rdd, time) -> {
                    String made = live.version() + " " + live.get();
                    return JavaSparkContext.fromSparkContext(rdd.context())
                            .parallelize(List.of(1, 2, 3), TASKS)
                            .map(task -> made);
                })
                .foreachRDD((rdd, time) -> {
                    long at = time.milliseconds();
                    for (String made : rdd.distinct().collect()) {
                        String[] parts = made.split(" ");
                        notes.send(new Note(at, "transform", Long.parseLong(parts[0]), Integer.parseInt(parts[1])));
                    }
                    notes.send(new Note(at, "foreachRDD", live.version(), live.get()));
                    // A batch takes a while, so that a kill or a change comes within some.
                    rdd.foreach(ignored -> {
                        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(50);
                        notes.send(new Note(at, "task", live.version(), live.get()));
                    });
                });
    }

    @Override
    public boolean isCheckpointed() {
        return true;
    }
}
