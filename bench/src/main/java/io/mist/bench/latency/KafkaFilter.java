package io.mist.bench.latency;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import io.mist.bench.process.Commands;
import org.apache.spark.sql.types.StructType;

/** The same query by hand, from a topic to a topic. Arguments: broker, topic of the lines, topic of the alerts. */
public final class KafkaFilter {

    private KafkaFilter() {}

    public static void main(String[] arguments) throws Exception {
        StructType line = new StructType().add("text", "string");
        Commands.serve((spark, checkpoint) -> spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", arguments[0])
                .option("subscribe", arguments[1])
                .load()
                .select(from_json(col("value").cast("string"), line).as("line"))
                .select(col("line.text"))
                .filter(col("text").contains("error"))
                .select(to_json(struct(col("text"))).as("value"))
                .writeStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", arguments[0])
                .option("topic", arguments[2])
                .option("checkpointLocation", checkpoint)
                .start());
    }
}
