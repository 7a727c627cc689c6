package io.mist.server.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import io.mist.server.config.ConfigReader;
import io.mist.server.config.ContextConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkSubmitTest {

    @TempDir
    private Path directory;

    private SparkSubmit submit(Optional<Path> javaHome, Optional<Path> log) {
        return new SparkSubmit(
                new SparkSubmit.Installation(directory, Path.of("/opt/mist/worker.jar"), javaHome, log),
                () -> "127.0.0.1:2004",
                Duration.ofMinutes(2));
    }

    private WorkerSpec spec(Map<String, String> settings) {
        return spec(ConfigReader.read(null, settings).context("default"));
    }

    private WorkerSpec spec(ContextConfig context) {
        return new WorkerSpec("default-1", "default", context, "secret", directory.resolve("logs/worker.log"));
    }

    private static List<String> confs(List<String> arguments) {
        return arguments.stream().filter(argument -> argument.contains("=")).toList();
    }

    @Test
    void theCommandLineNamesTheSettingsThenTheWorkerAndWhereItDials() {
        List<String> arguments = submit(Optional.empty(), Optional.empty())
                .arguments(spec(Map.of("mist.context-defaults.spark-conf.\"spark.master\"", "local[2]")));

        assertThat(arguments)
                .startsWith("--name", "mist-default")
                .containsSubsequence("--conf", "spark.master=local[2]");
        assertThat(arguments)
                .endsWith(
                        "--class",
                        "io.mist.worker.Main",
                        "/opt/mist/worker.jar",
                        "serve",
                        "default-1",
                        "default",
                        "127.0.0.1:2004");
        assertThat(confs(arguments))
                .contains(
                        "spark.sql.extensions=io.mist.worker.live.LiveExtensions",
                        "spark.plugins=io.mist.worker.python.TaskPlugin",
                        "spark.mist.streaming-duration=1000",
                        "spark.mist.streaming-context-wait=30000");
        assertThat(arguments).noneMatch(argument -> argument.contains("secret"));
    }

    @Test
    void theUsersExtensionsAndOptionsStayBesideOurs() throws IOException {
        Path settings = Files.writeString(directory.resolve("mist.conf"), """
                mist.context-defaults {
                  spark-conf {
                    spark.sql.extensions = "org.example.Theirs"
                    spark.plugins = "org.example.Plugin"
                    spark.driver.extraJavaOptions = "-Dtheirs=1"
                  }
                  java-options = ["-XX:+UseZGC"]
                }
                """);
        List<String> arguments = submit(Optional.empty(), Optional.of(Path.of("/opt/mist/log4j2.properties")))
                .arguments(spec(ConfigReader.read(settings, Map.of()).context("default")));

        assertThat(confs(arguments))
                .contains(
                        "spark.sql.extensions=org.example.Theirs,io.mist.worker.live.LiveExtensions",
                        "spark.plugins=org.example.Plugin,io.mist.worker.python.TaskPlugin",
                        "spark.driver.extraJavaOptions=-Dtheirs=1 -XX:+UseZGC"
                                + " -Dlog4j2.configurationFile=file:///opt/mist/log4j2.properties");
    }

    @Test
    void theProcessGetsItsTokenInTheEnvironmentAndItsOutputIsTheLog() throws Exception {
        Path submit = Files.createDirectories(directory.resolve("bin")).resolve("spark-submit");
        Files.writeString(
                submit,
                "#!/bin/sh\nfor a in \"$@\"; do echo \"argument $a\"; done\n"
                        + "echo token $MIST_WORKER_TOKEN orphan $MIST_WORKER_ORPHAN_AFTER java $JAVA_HOME spark $SPARK_HOME >&2\n");
        Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
        SparkSubmit launcher = submit(Optional.of(Path.of("/opt/java")), Optional.empty());
        WorkerSpec spec = spec(Map.of());

        Process process = launcher.launch(spec);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(spec.log());
        assertThat(lines.stream().filter(line -> line.startsWith("argument ")))
                .containsExactlyElementsOf(launcher.arguments(spec).stream()
                        .map(argument -> "argument " + argument)
                        .toList());
        assertThat(lines).contains("token secret orphan PT2M java /opt/java spark " + directory);
    }

    @Test
    void aSparkThatIsNotThereIsTheOperatorsErrorWithAdvice() {
        assertThatThrownBy(() -> submit(Optional.empty(), Optional.empty()).launch(spec(Map.of())))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("spark-not-found"))
                .hasMessageContaining("set mist.spark-home or SPARK_HOME");
    }
}
