package io.mist.testing;

import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import scala.jdk.javaapi.CollectionConverters;

/** Waits until a batch has ended. Spark reports that on a thread of its own. */
final class BatchEnds implements StreamingListener {

    private long ended = -1;
    private long records;

    /** A failed batch does not end: the streaming context reports its failure. */
    @Override
    public synchronized void onBatchCompleted(StreamingListenerBatchCompleted completed) {
        var batch = completed.batchInfo();
        boolean hasFailed = CollectionConverters.asJava(batch.outputOperationInfos()).values().stream()
                .anyMatch(output -> output.failureReason().isDefined());
        if (!hasFailed) {
            ended = batch.batchTime().milliseconds();
            records = batch.numRecords();
            notifyAll();
        }
    }

    /** Waits at most that long; returns whether the batch has ended. */
    synchronized boolean await(long time, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (ended < time) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** The number of records of the last batch that has ended. */
    synchronized long records() {
        return records;
    }
}
