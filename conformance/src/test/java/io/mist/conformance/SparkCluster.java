package io.mist.conformance;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A master and workers of the distribution's own Spark. */
final class SparkCluster implements BeforeAllCallback, AfterAllCallback {

    private final int port = Distribution.freePort();
    private final List<Process> processes = new ArrayList<>();
    private final String name;
    private final int cores;
    private final List<String> hosts;
    private Path directory;

    /**
     * @param cores of each worker
     * @param hosts of the workers: addresses of this machine
     */
    SparkCluster(String name, int cores, String... hosts) {
        this.name = name;
        this.cores = cores;
        this.hosts = List.of(hosts);
    }

    String master() {
        return "spark://" + Distribution.HOST + ":" + port;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        directory = Distribution.freshDirectory(name + "-cluster");
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
        start(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                Distribution.HOST,
                "--port",
                String.valueOf(port),
                "--webui-port",
                "0");
        await("the master listens").atMost(MistProcess.PATIENCE).until(() -> Distribution.listens(port));
        for (String host : hosts) {
            startWorker(host);
        }
    }

    private void startWorker(String host) {
        String worker = "worker-" + host;
        start(
                worker,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                host,
                "--cores",
                String.valueOf(cores),
                "--memory",
                "1g",
                "--webui-port",
                "0",
                "--work-dir",
                directory.resolve("work-" + host).toString(),
                master());
        await("the worker is registered")
                .atMost(MistProcess.PATIENCE)
                .until(() -> log(worker).contains("Successfully registered with master"));
    }

    private void start(String process, String... words) {
        List<String> command = new ArrayList<>(
                List.of(Distribution.file("spark/bin/spark-class").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(process + ".log").toFile());
        builder.environment().put("SPARK_DAEMON_MEMORY", "256m");
        builder.environment().put("SPARK_DAEMON_JAVA_OPTS", Distribution.jvmOptions());
        builder.environment().remove("SPARK_HOME");
        try {
            processes.add(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String log(String process) {
        try {
            return Files.readString(directory.resolve(process + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The logs of all executors since the start. */
    List<String> executorLogs() {
        try (Stream<Path> files = Files.walk(directory)) {
            List<String> logs = new ArrayList<>();
            for (Path file :
                    files.filter(file -> file.endsWith("stderr")).sorted().toList()) {
                logs.add(Files.readString(file));
            }
            return logs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        kill();
    }
}
