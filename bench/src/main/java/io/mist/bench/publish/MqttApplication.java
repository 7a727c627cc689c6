package io.mist.bench.publish;

import io.mist.bench.process.Commands;
import org.apache.spark.sql.Encoders;

/** The query by hand, with a writer for MQTT. Arguments: port of the broker, topic, rows per batch. */
public final class MqttApplication {

    private MqttApplication() {}

    public static void main(String[] arguments) throws Exception {
        MqttWriter writer = new MqttWriter(Integer.parseInt(arguments[0]), arguments[1]);
        Commands.serve((spark, checkpoint) -> Messages.json(spark, Integer.parseInt(arguments[2]))
                .as(Encoders.STRING())
                .writeStream()
                .foreach(writer)
                .option("checkpointLocation", checkpoint)
                .start());
    }
}
