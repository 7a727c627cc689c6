package io.mist.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    Path directory;

    private record Ended(int exit, String output, long pid) {}

    @Test
    void worksThroughASymbolicLinkFromADirectoryWithSpaces() throws Exception {
        Path there = Files.createDirectories(directory.resolve("a place with spaces"));
        Files.createSymbolicLink(there.resolve("all of it"), Distribution.HOME);
        Files.createSymbolicLink(there.resolve("my mist"), Path.of("all of it/bin/mist"));

        Ended ended = run(there, Map.of(), "./my mist", "--help");

        assertThat(ended.output())
                .contains("Turns Spark programs into reactive APIs")
                .contains("serve");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void aWrongJavaHomeIsReported() throws Exception {
        Ended ended = run(directory, Map.of("JAVA_HOME", "/nowhere"), mist(), "--help");

        assertThat(ended.output())
                .isEqualToIgnoringNewLines(
                        "mist: JAVA_HOME: '/nowhere' (expected: the directory of a Java 17 or newer; there is no bin/java in it)");
        assertThat(ended.exit()).isEqualTo(1);
    }

    @Test
    void anOldJavaIsRejected() throws Exception {
        Path home = Files.createDirectories(directory.resolve("jdk 11"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"somebody\"\nJAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nexit 0\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Ended ended = run(directory, Map.of("JAVA_HOME", home.toString()), mist(), "serve");

        assertThat(ended.output()).contains("is of version 11 (expected: 17 or newer");
        assertThat(ended.exit()).isEqualTo(1);
    }

    @Test
    void theCommandTestNeedsAClone() throws Exception {
        Ended ended = run(directory, Map.of(), mist(), "test");

        assertThat(ended.output()).contains("clone");
        assertThat(ended.exit()).isEqualTo(2);
    }

    @Test
    void aMissingFileToDescribeIsReported() throws Exception {
        Ended ended = run(directory, Map.of(), mist(), "describe", "missing.jar");

        assertThat(ended.output()).contains("describe: 'missing.jar' (expected: a file; there is none of that name)");
        assertThat(ended.exit()).isEqualTo(2);
    }

    @Test
    void describesTheJobsOfAFileWithoutAServer() throws Exception {
        String examples =
                Distribution.HOME.resolve("examples/mist-examples.jar").toString();

        Ended ended = run(directory, Map.of(), mist(), "describe", examples, "io.mist.examples.LogAlerts");

        assertThat(ended.output()).contains("\"alerts\"").contains("\"filter\"");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void sparkSubmitBecomesTheDriverAndKeepsItsArguments() throws Exception {
        Path jar = ArgumentPrinter.jar(directory.resolve("a job.jar"));

        Ended ended = run(
                directory,
                Map.of(),
                Distribution.HOME.resolve("spark/bin/spark-submit").toString(),
                "--master",
                "local[1]",
                "--class",
                ArgumentPrinter.class.getName(),
                jar.toString(),
                "two words",
                "",
                "two\nlines");

        assertThat(ended.output()).contains("pid " + ended.pid()).contains("<two words><><two\nlines>");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void sparkSubmitReportsWrongArguments() throws Exception {
        String submit = Distribution.HOME.resolve("spark/bin/spark-submit").toString();

        Ended ended = run(directory, Map.of(), submit, "--nonsense");

        assertThat(ended.output()).contains("--nonsense");
        assertThat(ended.exit()).isNotZero();
    }

    @Test
    void theBuildHasWrittenAnArchiveOfEachJvm() throws Exception {
        String version = String.valueOf(Runtime.version().feature());
        for (String name : List.of("server", "worker", "cli")) {
            assertThat(Distribution.HOME.resolve("lib/" + name + "-" + version + ".jsa"))
                    .isNotEmptyFile();
        }
    }

    @Test
    void anArchiveThatDoesNotFitIsPassedOverWithoutAWord() throws Exception {
        Path home = Files.createDirectories(directory.resolve("home"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of(mist()), home.resolve("bin/mist"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(home.resolve("lib"));
        Files.createSymbolicLink(home.resolve("lib/cli"), Distribution.HOME.resolve("lib/cli"));
        Files.writeString(home.resolve("lib/cli-" + Runtime.version().feature() + ".jsa"), "no archive");

        Ended ended = run(directory, Map.of(), home.resolve("bin/mist").toString(), "--version");

        assertThat(ended.output()).matches("mist [^\n]*\n");
        assertThat(ended.exit()).isZero();
    }

    @Test
    void aDriverStartsWithAnArchiveThatDoesNotFit() throws Exception {
        Path archive = Files.writeString(directory.resolve("worker.jsa"), "no archive");
        Path jar = ArgumentPrinter.jar(directory.resolve("job.jar"));

        Ended ended = run(
                directory,
                Map.of("MIST_WORKER_ARCHIVE", archive.toString()),
                Distribution.HOME.resolve("spark/bin/spark-submit").toString(),
                "--class",
                ArgumentPrinter.class.getName(),
                jar.toString(),
                "one");

        assertThat(ended.output()).contains("<one>").doesNotContain(archive.toString());
        assertThat(ended.exit()).isZero();
    }

    private static String mist() {
        return Distribution.HOME.resolve("bin/mist").toString();
    }

    private static Ended run(Path where, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("launcher-test-", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(command))
                    .directory(where.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().remove("SPARK_HOME");
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("not ended after " + PATIENCE_SECONDS + " s: " + List.of(command) + "\n"
                        + Files.readString(output, StandardCharsets.UTF_8));
            }
            return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8), process.pid());
        } finally {
            Files.delete(output);
        }
    }
}
