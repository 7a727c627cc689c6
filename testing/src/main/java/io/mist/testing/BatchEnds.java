package io.mist.testing;

import java.util.concurrent.TimeUnit;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerBatchCompleted;
import scala.jdk.javaapi.CollectionConverters;

/** Waits until a batch has ended. Spark tells it on a thread of its own. */
final class BatchEnds implements StreamingListener {

    private long ended = -1;
    private long records;

    /** A batch that has failed does not end: the streaming context says what has failed it. */
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

    /** Waits a while; whether the batch has ended. */
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

    /** What the batch that has ended last had received. */
    synchronized long records() {
        return records;
    }
}
