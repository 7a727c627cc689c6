package io.mist.bench.change;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.types.StructType;

/** The stream that all sides on Spark run: what is live in one of them is a constant in the other. */
final class Filter {

    private static final StructType EVENT =
            new StructType().add("number", "long").add("text", "string");

    private Filter() {}

    /** The number of each event that passes, and the filter that it passed. */
    static Dataset<Row> alerts(SparkSession spark, String broker, String topic, Column filter) {
        return spark.readStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", broker)
                .option("subscribe", topic)
                .load()
                .select(from_json(col("value").cast("string"), EVENT).as("event"))
                .filter(col("event.text").contains(filter))
                .select(col("event.number"), filter.as("filter"));
    }

    static DataStreamWriter<Row> toKafka(Dataset<Row> alerts, String broker, String topic) {
        return alerts.select(
                        functions.to_json(functions.struct("number", "filter")).as("value"))
                .writeStream()
                .format("kafka")
                .option("kafka.bootstrap.servers", broker)
                .option("topic", topic);
    }
}
