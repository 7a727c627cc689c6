package io.mist.bench.change;

import io.mist.bench.process.CommandLoop;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** The stream by hand: a change is to stop it, and to start it again from its checkpoint. Arguments: broker, topics. */
public final class FilterApplication implements CommandLoop.Obeying {

    /**
     * The older source, which Mist's side is set to use as well: with the newer one a stream that was stopped within a
     * batch never resumes, as it fails each time it has repeated that batch (SPARK-55271, in Spark 4.1).
     */
    private static final String SOURCE = "org.apache.spark.sql.kafka010.KafkaSourceProvider";

    private final SparkSession spark;
    private final String broker;
    private final String events;
    private final String alerts;
    private @Nullable StreamingQuery running;

    private FilterApplication(SparkSession spark, String[] arguments) {
        this.spark = spark;
        this.broker = arguments[0];
        this.events = arguments[1];
        this.alerts = arguments[2];
    }

    public static void main(String[] arguments) throws Exception {
        try (SparkSession spark = SparkSession.builder()
                .config("spark.sql.streaming.disabledV2MicroBatchReaders", SOURCE)
                .getOrCreate()) {
            CommandLoop.serve(new FilterApplication(spark, arguments));
        }
    }

    @Override
    public void obey(List<String> words) throws Exception {
        switch (words.get(0)) {
            case "start" -> running = start(words.get(1), words.get(2));
            case "stop" -> stop();
            default -> throw CommandLoop.unknown(words, "start FILTER CHECKPOINT, or stop");
        }
    }

    private StreamingQuery start(String filter, String checkpoint) throws Exception {
        return Filter.toKafka(Filter.alerts(spark, broker, events, functions.lit(filter)), broker, alerts)
                .option("checkpointLocation", checkpoint)
                .start();
    }

    private void stop() throws Exception {
        if (running != null) {
            running.stop();
            running = null;
        }
    }
}
