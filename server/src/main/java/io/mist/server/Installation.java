package io.mist.server;

import io.mist.protocol.MistException;
import io.mist.server.config.ServerConfig;
import io.mist.server.worker.SparkSubmit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the parts of the distribution are that the server starts.
 *
 * @param java the program that reads contracts
 */
record Installation(Path sparkHome, Path workerJar, Path java, Optional<Path> javaHome, Optional<Path> logConfig) {

    /** The setting wins over {@code SPARK_HOME}, and that over the bundled Spark. */
    static Installation find(ServerConfig config, Path home) {
        Path spark = config.sparkHome()
                .or(() -> Optional.ofNullable(System.getenv("SPARK_HOME"))
                        .filter(text -> !text.isBlank())
                        .map(Path::of))
                .orElse(home.resolve("spark"))
                .toAbsolutePath();
        if (!Files.isDirectory(spark.resolve("jars"))) {
            throw MistException.resources(
                    "spark-not-found",
                    "no Spark in " + spark + " (expected: a directory with bin/spark-submit and jars; set"
                            + " mist.spark-home or SPARK_HOME)");
        }
        Path worker = Path.of(System.getProperty(
                "mist.worker.jar", home.resolve("worker/mist-worker.jar").toString()));
        if (!Files.isRegularFile(worker)) {
            throw MistException.resources("worker-not-found", "no worker at " + worker + " (is MIST_HOME complete?)");
        }
        Path javaHome = config.javaHome().orElse(Path.of(System.getProperty("java.home")));
        Path log = home.resolve("conf/log4j2-worker.properties");
        return new Installation(
                spark,
                worker,
                javaHome.resolve("bin/java"),
                Optional.of(javaHome),
                Optional.of(log).filter(Files::isRegularFile));
    }

    SparkSubmit.Installation forWorkers() {
        return new SparkSubmit.Installation(sparkHome, workerJar, javaHome, logConfig);
    }
}
