package io.mist.testing;

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

    /** Each call is a file of its own. */
    void add(String name, String... lines) {
        try {
            Files.write(directory.resolve(name), List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
