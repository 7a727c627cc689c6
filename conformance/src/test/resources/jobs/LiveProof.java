package jobs;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import io.mist.api.Input;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;

/**
 * Reads its live parameters in every possible way, in four queries of four tasks a batch, and notes what each task has
 * read: {@code columns} in plans, {@code lines} of an input, {@code states} in functions with state, and {@code batches} in
 * {@code foreachBatch}.
 */
@Job("live-proof")
public final class LiveProof implements StreamJob<LiveProof.Contract> {

    private static final int PARTITIONS = 4;
    private static final int ROWS = 32;
    /** Each step of {@code least} leaves out a row of every partition. */
    private static final int CYCLE = 16;

    private static final int KEYS = 16;

    /**
     * @param directory where tasks note what they see
     * @param pauseMillis between the starts of micro-batches
     * @param least of every four rows of a partition so many are left out of {@code columns}
     */
    public record Contract(
            String directory,
            long pauseMillis,
            Live<Long> serial,
            Live<String> word,
            Live<Integer> least,
            Input<Line> lines,
            Output<Seen> columns,
            Output<Seen> seenLines,
            Output<Seen> states) {}

    public record Line(long number) {}

    /**
     * @param version as the task read them
     * @param columns the live values as the plan has them
     * @param gets the live values as the task read them
     * @param folded of all serial numbers that the state of this key has seen
     */
    public record Seen(long offset, int partition, long version, String columns, String gets, long folded) {}

    @Override
    public StreamingQuery start(Contract job, SparkSession spark) throws Exception {
        LiveReading reading = new LiveReading(job.serial(), job.word(), job.least());
        StreamingQuery columns = job.columns().sendAll(columns(job, spark, reading));
        job.seenLines().sendAll(lines(job, reading));
        job.states().sendAll(states(job, spark, reading));
        batches(job, spark, reading);
        return columns;
    }

    /** There is always a next batch, and an epoch has the same rows in every attempt. */
    private static Dataset<Row> numbers(SparkSession spark) {
        return spark.readStream()
                .format("rate-micro-batch")
                .option("rowsPerBatch", ROWS)
                .option("numPartitions", PARTITIONS)
                .load()
                .select(col("value").as("offset"));
    }

    /** A literal, SQL's function, and a function of the user's that asks in the task. */
    private static Dataset<Row> columns(Contract job, SparkSession spark, LiveReading reading) {
        Live<Integer> least = job.least();
        Column asked = udf((UDF1<Long, Integer>) offset -> least.get(), DataTypes.IntegerType)
                .apply(col("offset"));
        Dataset<Row> rows = numbers(spark)
                .filter(col("offset").mod(lit(CYCLE)).geq(least.column().multiply(lit(PARTITIONS))))
                .select(
                        col("offset"),
                        words(job.serial().column(), call_function("live", lit("word")), asked),
                        lit(0L).as("folded"));
        return witnessed(rows, job, "columns", reading);
    }

    private static Dataset<Row> lines(Contract job, LiveReading reading) {
        Dataset<Row> rows = job.lines()
                .stream()
                .repartition(PARTITIONS)
                .select(col("number").as("offset"), literals(job), lit(0L).as("folded"));
        return witnessed(rows, job, "seenLines", reading);
    }

    private static Dataset<Row> states(Contract job, SparkSession spark, LiveReading reading) {
        Dataset<Row> folded = numbers(spark)
                .select(col("offset"), literals(job))
                .groupByKey((MapFunction<Row, Long>) row -> row.getLong(0) % KEYS, Encoders.LONG())
                .flatMapGroupsWithState(
                        (FlatMapGroupsWithStateFunction<Long, Row, Long, Row>) (key, rows, state) -> fold(rows, state, reading),
                        OutputMode.Append(),
                        Encoders.LONG(),
                        Encoders.row(Witness.READ),
                        GroupStateTimeout.NoTimeout());
        return witnessed(folded, job, "states", reading);
    }

    private static Iterator<Row> fold(Iterator<Row> rows, GroupState<Long> state, LiveReading reading) {
        List<Row> sorted = new ArrayList<>();
        rows.forEachRemaining(sorted::add);
        sorted.sort((one, other) -> Long.compare(one.getLong(0), other.getLong(0)));
        long folded = state.exists() ? state.get() : 0;
        List<Row> made = new ArrayList<>();
        for (Row row : sorted) {
            folded = folded * 31 + reading.serial().get();
            made.add(RowFactory.create(row.getLong(0), row.getString(1), folded));
        }
        state.update(folded);
        return made.iterator();
    }

    private static void batches(Contract job, SparkSession spark, LiveReading reading) throws Exception {
        Hold hold = new Hold(job.directory(), "foreachBatch");
        numbers(spark)
                .writeStream()
                .queryName("batches")
                .trigger(Trigger.ProcessingTime(job.pauseMillis()))
                .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, epoch) -> {
                    Dataset<Row> rows = batch.select(col("offset"), literals(job), lit(0L).as("folded"));
                    noteDriver(job, epoch, reading, witnessed(rows, job, "batches", reading), batch);
                    hold.here(epoch, 0, 0);
                })
                .start();
    }

    /** As the driver sees the batch, and as the tasks of an operation on an RDD do. */
    private static void noteDriver(Contract job, long epoch, LiveReading reading, Dataset<Row> rows, Dataset<Row> batch)
            throws IOException {
        try (Note note = Note.open(job.directory(), "batches", epoch, "driver")) {
            note.line(-1, reading.version(), reading.text(), reading.text(), 0);
            List<String> inTasks = batch.javaRDD()
                    .mapPartitions((FlatMapFunction<Iterator<Row>, String>)
                            part -> List.of(reading.version() + "\t" + reading.text()).iterator())
                    .collect();
            for (String one : inTasks) {
                String[] parts = one.split("\t");
                note.line(-1, Long.parseLong(parts[0]), parts[1], parts[1], 0);
            }
            List<Row> made = new ArrayList<>(rows.collectAsList());
            made.sort((one, other) -> Long.compare(one.getLong(0), other.getLong(0)));
            for (Row row : made) {
                note.line(row.getLong(0), row.getLong(2), row.getString(3), row.getString(4), row.getLong(5));
            }
            note.whole();
        }
    }

    private static Column literals(Contract job) {
        return words(job.serial().column(), job.word().column(), job.least().column());
    }

    private static Column words(Column serial, Column word, Column least) {
        return concat_ws(" ", serial.cast("string"), word, least.cast("string")).as("columns");
    }

    private static Dataset<Row> witnessed(Dataset<Row> rows, Contract job, String query, LiveReading reading) {
        return rows.mapPartitions(new Witness(job.directory(), query, reading), Encoders.row(Witness.WRITTEN));
    }
}
