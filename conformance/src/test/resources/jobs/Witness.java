package jobs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Adds to each row the live values that its task reads, and notes them in a file of this attempt of this task. */
final class Witness implements MapPartitionsFunction<Row, Row> {

    static final StructType READ = new StructType()
            .add("offset", DataTypes.LongType)
            .add("columns", DataTypes.StringType)
            .add("folded", DataTypes.LongType);

    static final StructType WRITTEN = new StructType()
            .add("offset", DataTypes.LongType)
            .add("partition", DataTypes.IntegerType)
            .add("version", DataTypes.LongType)
            .add("columns", DataTypes.StringType)
            .add("gets", DataTypes.StringType)
            .add("folded", DataTypes.LongType);

    private final String directory;
    private final String query;
    private final LiveReading reading;

    Witness(String directory, String query, LiveReading reading) {
        this.directory = directory;
        this.query = query;
        this.reading = reading;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) throws IOException, InterruptedException {
        List<Row> read = new ArrayList<>();
        rows.forEachRemaining(read::add);
        TaskContext task = TaskContext.get();
        long epoch = Long.parseLong(task.getLocalProperty("streaming.sql.batchId"));
        List<Row> written = new ArrayList<>();
        int half = read.size() / 2;
        try (Note note = Note.open(directory, query, epoch, String.valueOf(task.partitionId()))) {
            look(read.subList(0, half), note, written);
            new Hold(directory, query).here(epoch, task.partitionId(), task.attemptNumber());
            look(read.subList(half, read.size()), note, written);
            note.whole();
        }
        return written.iterator();
    }

    private void look(List<Row> rows, Note note, List<Row> written) throws IOException {
        for (Row row : rows) {
            Row seen = seen(row, TaskContext.getPartitionId());
            note.line(seen.getLong(0), seen.getLong(2), seen.getString(3), seen.getString(4), seen.getLong(5));
            written.add(seen);
        }
    }

    private Row seen(Row row, int partition) {
        return RowFactory.create(
                row.getLong(0), partition, reading.version(), row.getString(1), reading.text(), row.getLong(2));
    }
}
