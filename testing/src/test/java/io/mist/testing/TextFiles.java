package io.mist.testing;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A directory that a stream of lines watches. */
record TextFiles(Path directory) {

    Dataset<Row> stream(SparkSession spark) {
        return spark.readStream().text(directory.toString());
    }

    /** Each call is a file of its own, whole when the stream finds it. */
    void add(String name, String... lines) {
        try {
            Path hidden = Files.write(directory.resolve("." + name), List.of(lines));
            Files.move(hidden, directory.resolve(name), ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
