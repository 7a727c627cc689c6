package io.mist.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A plain Spark application, started with the spark-submit, the master and the log settings of Mist's own workers. It does
 * what {@link Commands} tells it, so that its JVM stays warm while others have their turn.
 */
public final class SparkApplication implements AutoCloseable {

    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private SparkApplication(Process process) {
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * @param main its class, in the jar of the measurements
     * @param libraries what it needs beside Spark: the beginnings of their names
     */
    public static SparkApplication start(Class<?> main, List<String> libraries, String... arguments)
            throws IOException {
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
        Path log = Path.of(Setting.text("work"), main.getSimpleName() + ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("SPARK_HOME", distribution.resolve("spark").toString());
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new SparkApplication(process);
    }

    private static List<String> jars(List<String> libraries) {
        return List.of(System.getProperty("java.class.path").split(":")).stream()
                .filter(jar -> libraries.stream()
                        .anyMatch(name -> Path.of(jar).getFileName().toString().startsWith(name)))
                .toList();
    }

    public long processId() {
        return process.pid();
    }

    /** Returns when it has been done. */
    public void command(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String answer;
        do {
            answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException(
                        "a Spark application has ended; see its log in " + Setting.text("work"));
            }
        } while (!answer.equals("done " + command));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        commands.close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
