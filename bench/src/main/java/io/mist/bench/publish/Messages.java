package io.mist.bench.publish;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.rpad;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The query that all sides run: micro-batches of so many rows, each a message of some 200 bytes. */
final class Messages {

    static final int PARTITIONS = 2;

    private Messages() {}

    static Dataset<Row> stream(SparkSession spark, int rowsPerBatch) {
        return spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", rowsPerBatch)
                .option("numPartitions", PARTITIONS)
                .load()
                .select(
                        col("value").as("id"),
                        col("timestamp").as("at"),
                        concat(lit("service-"), col("value").mod(17)).as("service"),
                        col("value").mod(8).cast("int").as("severity"),
                        rpad(
                                        concat(
                                                lit("request "),
                                                col("value"),
                                                lit(" of customer "),
                                                col("value").mod(4093),
                                                lit(" took longer than it should; ")),
                                        115,
                                        "retry ")
                                .as("text"));
    }

    /** The same as JSON in one column, {@code value}. */
    static Dataset<Row> json(SparkSession spark, int rowsPerBatch) {
        return stream(spark, rowsPerBatch).select(to_json(struct(col("*"))).as("value"));
    }
}
