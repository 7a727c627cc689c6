package io.mist.bench.publish;

import io.mist.bench.process.Commands;

/** The query by hand, with Spark's own Kafka sink. Arguments: broker, topic, rows per batch. */
public final class KafkaApplication {

    private KafkaApplication() {}

    public static void main(String[] arguments) throws Exception {
        Commands.serve((spark, checkpoint) -> Messages.json(spark, Integer.parseInt(arguments[2]))
                .writeStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", arguments[0])
                .option("topic", arguments[1])
                .option("checkpointLocation", checkpoint)
                .start());
    }
}
