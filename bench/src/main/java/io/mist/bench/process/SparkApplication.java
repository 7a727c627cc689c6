package io.mist.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A plain Spark application, started with the spark-submit, the master and the log settings of Mist's own workers. */
public final class SparkApplication {

    private SparkApplication() {}

    /**
     * @param main its class, in the jar of the measurements
     * @param libraries what it needs beside Spark: the beginnings of their names
     */
    public static Application start(Class<?> main, List<String> libraries, String... arguments) throws IOException {
        Path distribution = Path.of(Setting.text("distribution"));
        List<String> command = new ArrayList<>(List.of(
                distribution.resolve("spark/bin/spark-submit").toString(),
                "--master",
                "local[2]",
                "--conf",
                "spark.ui.enabled=false",
                "--driver-java-options",
                "-Dlog4j2.configurationFile=" + distribution.resolve("conf/log4j2-worker.properties")));
        List<String> jars = jars(libraries);
        if (!jars.isEmpty()) {
            command.addAll(List.of("--jars", String.join(",", jars)));
        }
        command.addAll(List.of("--class", main.getName(), Setting.text("jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SPARK_HOME", distribution.resolve("spark").toString());
        return Application.start(main.getSimpleName(), builder);
    }

    private static List<String> jars(List<String> libraries) {
        return List.of(System.getProperty("java.class.path").split(":")).stream()
                .filter(jar -> libraries.stream()
                        .anyMatch(name -> Path.of(jar).getFileName().toString().startsWith(name)))
                .toList();
    }
}
