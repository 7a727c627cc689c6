package io.mist.worker.output;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.worker.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.streaming.runtime.MemoryStream;
import org.apache.spark.sql.streaming.OutputMode;
import org.junit.jupiter.api.Test;

class RealTimePlansTest {

    private final SparkSession spark = LocalSpark.session();

    private Dataset<Row> stream() {
        return MemoryStream.<String>apply(Encoders.STRING(), (org.apache.spark.sql.classic.SparkSession) spark)
                .toDF();
    }

    @Test
    void whatEachRowGoesThroughByItselfIsTaken() {
        Dataset<Row> table = spark.createDataset(List.of("a"), Encoders.STRING())
                .groupBy("value")
                .count();
        Dataset<Row> rows =
                stream().filter(col("value").contains("a")).union(stream()).join(table, "value");

        assertThat(RealTimePlans.outputMode(rows, "alerts")).isEqualTo(OutputMode.Update());
    }

    @Test
    void allThatNeedsStateIsRejectedAtOnceInTheWordsOfTheJob() {
        Dataset<Row> rows = stream().dropDuplicates().groupBy("value").count();

        assertThatThrownBy(() -> RealTimePlans.outputMode(rows, "alerts"))
                .hasMessageContaining("output 'alerts': trigger = real-time, but its query has "
                        + "an aggregation or distinct(), dropDuplicates(…) (expected: filters");
        assertThatThrownBy(() -> RealTimePlans.outputMode(stream().join(stream(), "value"), "alerts"))
                .hasMessageContaining("a join of two streams");
    }
}
