package io.mist.worker.run;

import io.mist.protocol.wire.StartRun;
import io.mist.worker.hosted.HostedRuns;
import java.util.function.Consumer;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;

/** The Spark session of one attempt of a run: its settings, and the jobs and queries in it. */
final class RunSession {

    private static final String OLDER_READERS = "spark.sql.streaming.disabledV2MicroBatchReaders";
    private static final String KAFKA = "org.apache.spark.sql.kafka010.KafkaSourceProvider";

    private final StartRun start;
    private final SparkSession session;

    RunSession(StartRun start, SparkSession worker) {
        this.start = start;
        this.session = worker.newSession();
    }

    SparkSession spark() {
        return session;
    }

    /** Makes the calling thread one of the run. */
    void enter() {
        session.conf().set(HostedRuns.SESSION_SETTING, start.getRun());
        session.conf().set("spark.sql.streaming.checkpointLocation", start.getDirectory() + "/checkpoints");
        preferOlderKafkaReader();
        SparkContext context = session.sparkContext();
        context.setLocalProperty(HostedRuns.LOCAL_PROPERTY, start.getRun());
        context.setJobGroup(start.getRun(), "run " + start.getRun() + " of route " + start.getRoute(), true);
        SparkSession.setActiveSession(session);
    }

    void leave() {
        SparkSession.clearActiveSession();
    }

    /**
     * With Spark 4.1's newer reader of Kafka a stream that was cut off within a batch never resumes: replaying the batch fails
     * each time when its metrics are made (SPARK-55271). Only real-time mode needs that reader. What a context sets is kept.
     */
    private void preferOlderKafkaReader() {
        boolean isSet = !session.conf().get(OLDER_READERS, "").isEmpty();
        if (!isSet && !Triggers.isRealTime(start.getTrigger())) {
            session.conf().set(OLDER_READERS, KAFKA);
        }
    }

    void cancelJobs() {
        session.sparkContext().cancelJobGroupAndFutureJobs(start.getRun(), "the run was cancelled");
    }

    /** @param log of the run, for what fails */
    void stopQueries(Consumer<String> log) {
        for (StreamingQuery query : session.streams().active()) {
            try {
                query.stop();
            } catch (Exception e) {
                log.accept("stopping query " + query.name() + ": " + e.getMessage());
            }
        }
    }
}
