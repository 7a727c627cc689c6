package io.mist.worker.python;

import io.mist.protocol.MistException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which Python runs jobs, and what said so.
 *
 * @param driver the program beside the Spark driver
 * @param source the setting that named it
 * @param executors the program on executors
 */
public record Interpreter(String driver, String source, String executors) {

    private static final String DEFAULT = "python3";

    /** The interpreter of a context, chosen as Spark's own programs choose it. */
    public static Interpreter of(Map<String, String> sparkConf, Map<String, String> environment) {
        Choice executors = Choice.first(
                new Choice("spark.pyspark.python", sparkConf.get("spark.pyspark.python")),
                new Choice("PYSPARK_PYTHON", environment.get("PYSPARK_PYTHON")),
                new Choice("the default", DEFAULT));
        Choice driver = Choice.first(
                new Choice("spark.pyspark.driver.python", sparkConf.get("spark.pyspark.driver.python")),
                new Choice("spark.pyspark.python", sparkConf.get("spark.pyspark.python")),
                new Choice("PYSPARK_DRIVER_PYTHON", environment.get("PYSPARK_DRIVER_PYTHON")),
                executors);
        return new Interpreter(driver.program(), driver.source(), executors.program());
    }

    private record Choice(String source, @Nullable String value) {

        static Choice first(Choice... candidates) {
            return Stream.of(candidates)
                    .filter(candidate -> candidate.value != null && !candidate.value.isBlank())
                    .findFirst()
                    .orElseThrow();
        }

        String program() {
            return Objects.requireNonNull(value);
        }
    }

    /**
     * Starts a module of Mist's package with pipes to all its streams.
     *
     * @throws MistException of kind resources, code {@code python-not-found}
     */
    Process start(String module, List<String> arguments) {
        return start(module, arguments, ProcessBuilder.Redirect.PIPE);
    }

    Process start(String module, List<String> arguments, ProcessBuilder.Redirect errors) {
        List<String> command = new ArrayList<>(List.of(driver, "-m", module));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors);
        Map<String, String> environment = builder.environment();
        environment.put("PYTHONPATH", path(environment));
        environment.put("PYSPARK_PYTHON", executors);
        environment.put("PYTHONFAULTHANDLER", "1");
        environment.put("PYTHONUNBUFFERED", "1");
        environment.put("PYTHONIOENCODING", "utf-8");
        // A token of the worker is no business of the job's.
        environment.remove("MIST_WORKER_TOKEN");
        try {
            return builder.start();
        } catch (IOException e) {
            throw MistException.resources(
                            "python-not-found",
                            "Python '" + driver + "' (" + source + ") cannot be started: " + e.getMessage()
                                    + " (expected: a Python 3.10 or newer with pyspark; set spark.pyspark.python of"
                                    + " the context)")
                    .causedBy(e);
        }
    }

    /** Mist's package first, so that it is of this worker's version; then Spark's, where the installation has it. */
    private static String path(Map<String, String> environment) {
        List<String> path = new ArrayList<>(List.of(PythonPackage.archive().toString()));
        String home = environment.get("SPARK_HOME");
        if (home != null && Files.isDirectory(Path.of(home, "python/pyspark"))) {
            path.add(home + "/python");
            File[] archives = new File(home, "python/lib").listFiles((directory, name) -> name.startsWith("py4j-"));
            if (archives != null && archives.length > 0) {
                path.add(archives[0].getPath());
            }
        }
        String users = environment.get("PYTHONPATH");
        if (users != null && !users.isBlank()) {
            path.add(users);
        }
        return String.join(File.pathSeparator, path);
    }
}
