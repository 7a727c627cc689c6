package io.mist.server.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Contract;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads contracts in a process apart: user code is never loaded into the server. One process at a time; others wait
 * their turn.
 */
public final class Describer {

    private static final int MAX_SHOWN = 2_000;
    private static final int MAX_ANSWER = 16 << 20;

    private final Path java;
    private final Path sparkHome;
    private final Path workerJar;
    private final Duration timeout;
    private final Function<String, Optional<String>> pythons;
    private final Semaphore turn = new Semaphore(1, true);

    /** @param pythons the Python program of a context, if its settings name one */
    public Describer(
            Path java, Path sparkHome, Path workerJar, Duration timeout, Function<String, Optional<String>> pythons) {
        this.java = java;
        this.sparkHome = sparkHome;
        this.workerJar = workerJar;
        this.timeout = timeout;
        this.pythons = pythons;
    }

    /**
     * @param context where the job would run: one in Python is read in that one's Python
     * @throws MistException with the reason why there is no contract, mostly of kind job
     */
    public Contract describe(Path artifact, String className, String context) {
        try {
            if (!turn.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw MistException.resources("busy", "too many contracts are being read; try again later");
            }
            try {
                return read(artifact, className, context);
            } finally {
                turn.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MistException.resources("busy", "interrupted while reading a contract")
                    .causedBy(e);
        } catch (IOException e) {
            throw MistException.resources("describe-failed", "cannot read contracts: " + e.getMessage())
                    .causedBy(e);
        }
    }

    private Contract read(Path artifact, String className, String context) throws IOException, InterruptedException {
        Path out = Files.createTempFile("mist-describe-", ".json");
        Path err = Files.createTempFile("mist-describe-", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command(artifact, className))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().put("SPARK_HOME", sparkHome.toString());
            pythons.apply(context).ifPresent(python -> builder.environment().put("MIST_PYTHON", python));
            Process process = builder.start();
            process.getOutputStream().close();
            if (!isOver(process)) {
                throw MistException.job(
                        "job-not-loadable",
                        className + ": reading its contract took longer than " + timeout.toSeconds()
                                + " s (mist.runs.describe-timeout); does it wait for something when it is loaded?");
            }
            return contract(lastLine(out), err, className);
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private boolean isOver(Process process) throws InterruptedException {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            // A job in Python is read in a process below it.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** The answer; what the job's own code has printed before it may be long, and in any encoding. */
    private static String lastLine(Path out) throws IOException {
        try (var channel = Files.newByteChannel(out)) {
            long from = Math.max(0, channel.size() - MAX_ANSWER);
            ByteBuffer buffer = ByteBuffer.allocate((int) (channel.size() - from));
            channel.position(from);
            while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
            String text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
            return text.lines().reduce("", (first, last) -> last);
        }
    }

    private List<String> command(Path artifact, String className) {
        List<String> command = new ArrayList<>(
                List.of(java.toString(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m"));
        command.addAll(List.of("-cp", workerJar + ":" + sparkHome.resolve("jars") + "/*"));
        command.addAll(List.of("io.mist.worker.Main", "describe", artifact.toString(), className));
        return command;
    }

    private static Contract contract(String answer, Path err, String className) throws IOException {
        JsonNode json;
        try {
            json = Json.MAPPER.readTree(answer);
        } catch (JsonProcessingException e) {
            json = Json.MAPPER.missingNode();
        }
        try {
            if (json.path("contracts").size() == 1) {
                return Json.read(json.get("contracts").get(0).toString(), Contract.class);
            }
            if (json.has("failure")) {
                throw failure(json.get("failure"));
            }
        } catch (IllegalArgumentException e) {
            throw MistException.job(
                            "job-not-loadable",
                            className + ": the process that reads its contract answered what is none: "
                                    + shortened(answer)
                                    + " (does the class print when it is loaded? is the worker of this version?)")
                    .causedBy(e);
        }
        String said = new String(Files.readAllBytes(err), StandardCharsets.UTF_8).strip();
        throw MistException.job(
                "job-not-loadable",
                className + ": the process that reads its contract ended without an answer"
                        + (said.isEmpty() ? " (does loading the class end the process?)" : ": " + shortened(said)));
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static MistException failure(JsonNode failure) {
        List<Problem> problems = new ArrayList<>();
        failure.path("problems")
                .forEach(p -> problems.add(
                        new Problem(p.path("path").asText(), p.path("message").asText())));
        return MistException.of(
                ErrorKind.ofWireName(failure.path("kind").asText()),
                failure.path("code").asText(),
                failure.path("message").asText(),
                problems);
    }
}
