package jobs;

import io.mist.api.DStreamJob;
import io.mist.api.Job;
import io.mist.api.Output;
import java.util.concurrent.TimeUnit;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.streaming.api.java.JavaStreamingContext;
import org.apache.spark.streaming.receiver.Receiver;

/** Publishes, from tasks, the numbers that a receiver of its own counts up to. */
@Job("received")
public final class Received implements DStreamJob<Received.Contract> {

    public record Contract(Output<Integer> numbers) {}

    /** Counts. */
    public static final class Counting extends Receiver<Integer> {

        private static final long serialVersionUID = 1L;

        public Counting() {
            super(StorageLevel.MEMORY_AND_DISK());
        }

        @Override
        public void onStart() {
            Thread thread = new Thread(this::count, "counting");
            thread.setDaemon(true);
            thread.start();
        }

        private void count() {
            try {
                for (int i = 1; !isStopped(); i++) {
                    store(i);
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onStop() {}
    }

    @Override
    public void define(Contract job, JavaStreamingContext streaming) {
        Output<Integer> numbers = job.numbers();
        streaming.receiverStream(new Counting()).foreachRDD(rdd -> rdd.foreach(numbers::send));
    }
}
