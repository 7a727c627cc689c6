package io.mist.worker.live;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.api.Live;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real query sees that was cut off in the middle of an epoch, and begun again with newer live values there. */
final class LiveReplayTest {

    record Contract(Live<String> filter) {}

    @TempDir
    Path directory;

    private LiveRun run = run(1, "one");

    private static LiveRun run(long version, String filter) {
        return LiveRun.begin("run-1", Contract.class, version, values(filter));
    }

    private static String values(String filter) {
        return "{\"filter\":\"" + filter + "\"}";
    }

    @AfterEach
    void endRun() throws Exception {
        run.end();
    }

    /** Ends the run as a crash does, and begins its next attempt with the newest values that the server has. */
    private void restart(long version, String filter) throws Exception {
        run.end();
        run = run(version, filter);
    }

    private void file(String name, String text) throws Exception {
        Path source = Files.createDirectories(directory.resolve("source"));
        Files.move(Files.writeString(directory.resolve(name), text), source.resolve(name));
    }

    private StreamingQuery query(List<String> seen, boolean fails) throws Exception {
        Files.createDirectories(directory.resolve("source"));
        SparkSession session = run.session();
        return session.readStream()
                .text(directory.resolve("source").toString())
                .select(concat(col("value"), lit(" under "), run.live("filter").column()))
                .as(Encoders.STRING())
                .writeStream()
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .foreachBatch((VoidFunction2<Dataset<String>, Long>) (batch, epoch) -> {
                    batch.collectAsList().forEach(row -> seen.add(epoch + ":" + row));
                    seen.add(epoch + "@" + run.live("filter").version());
                    if (fails) {
                        throw new IllegalStateException("cut off");
                    }
                })
                .start();
    }

    @Test
    void aReplayedEpochSeesItsOwnVersionAndTheNextOneTheNewest() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery first = query(seen, true);
        file("a", "a");
        assertThatThrownBy(first::processAllAvailable).hasMessageContaining("cut off");

        restart(5, "five");
        StreamingQuery second = query(seen, false);
        second.processAllAvailable();
        file("b", "b");
        second.processAllAvailable();

        assertThat(seen).containsExactly("0:a under one", "0@1", "0:a under one", "0@1", "1:b under five", "1@5");
    }

    @Test
    void aChangeWhileTheQueryIsDownIsSeenByItsNextEpoch() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        file("a", "a");
        query(seen, false).processAllAvailable();

        restart(2, "two");
        file("b", "b");
        query(seen, false).processAllAvailable();

        assertThat(seen).containsExactly("0:a under one", "0@1", "1:b under two", "1@2");
    }

    @Test
    void theRecordIsThereBeforeTheFirstTask() throws Exception {
        file("a", "a");
        List<String> found = new CopyOnWriteArrayList<>();
        String first = directory.resolve("checkpoint/mist-live/epochs/0").toString();
        StreamingQuery query = run.session()
                .readStream()
                .text(directory.resolve("source").toString())
                .as(Encoders.STRING())
                .map((MapFunction<String, String>) row -> String.valueOf(new File(first).exists()), Encoders.STRING())
                .writeStream()
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .foreachBatch(
                        (VoidFunction2<Dataset<String>, Long>) (batch, epoch) -> found.addAll(batch.collectAsList()))
                .start();
        query.processAllAvailable();

        assertThat(found).containsExactly("true");
    }

    @Test
    void anotherRunOnTheSameCheckpointReplaysWithItsOwnValues() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        StreamingQuery first = query(seen, true);
        file("a", "a");
        assertThatThrownBy(first::processAllAvailable).hasMessageContaining("cut off");
        run.end();
        run = LiveRun.begin("run-2", Contract.class, 1, values("other"));

        query(seen, false).processAllAvailable();

        assertThat(seen).containsExactly("0:a under one", "0@1", "0:a under other", "0@1");
    }
}
