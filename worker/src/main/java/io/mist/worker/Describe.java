package io.mist.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.worker.contract.classic.ClassicContract;
import io.mist.worker.contract.reader.ContractReader;
import io.mist.worker.contract.reader.JobClasses;
import io.mist.worker.python.PythonArtifact;
import io.mist.worker.python.PythonDescribe;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads contracts from an artifact and prints one line of JSON: {@code {"contracts": […]}} or {@code {"failure": …}}.
 * It runs in a process of its own, so that user code is never loaded into the server.
 */
final class Describe {

    /** For people: on as many lines as it takes. */
    private static final String PRETTY = "--pretty";

    private Describe() {}

    static int run(List<String> words, PrintStream out) {
        boolean pretty = words.get(0).equals(PRETTY);
        List<String> arguments = pretty ? words.subList(1, words.size()) : words;
        if (arguments.isEmpty() || arguments.size() > 2) {
            out.println("usage: describe [" + PRETTY + "] ARTIFACT [CLASS]");
            return 2;
        }
        ObjectNode answer = Json.MAPPER.createObjectNode();
        int exit = 0;
        try {
            if (PythonArtifact.is(Path.of(arguments.get(0)))) {
                return PythonDescribe.run(words, out);
            }
            ArrayNode contracts = answer.putArray("contracts");
            for (Contract contract : contracts(arguments)) {
                contracts.add(Json.MAPPER.<ObjectNode>valueToTree(contract));
            }
        } catch (MistException e) {
            answer = failure(e);
            exit = 1;
        } catch (IOException | RuntimeException | LinkageError e) {
            answer = failure(MistException.job("job-not-loadable", arguments.get(0) + ": " + e));
            exit = 1;
        }
        out.println(pretty ? answer.toPrettyString() : Json.write(answer));
        return exit;
    }

    private static List<Contract> contracts(List<String> arguments) throws IOException {
        Path artifact = Path.of(arguments.get(0));
        if (!Files.isRegularFile(artifact)) {
            throw MistException.caller(
                    "artifact-not-found", artifact + ": no such file (expected: a jar, or a .py, .zip, .whl or .egg)");
        }
        URL[] urls = {artifact.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, Describe.class.getClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            List<Class<?>> jobs =
                    arguments.size() > 1 ? List.of(load(loader, arguments.get(1), artifact)) : all(artifact, loader);
            return jobs.stream().map(Describe::contract).toList();
        }
    }

    private static Contract contract(Class<?> named) {
        Class<?> classic = ClassicContract.jobClass(named);
        return classic != null
                ? ClassicContract.of(classic)
                : ContractReader.read(named).protocol();
    }

    private static List<Class<?>> all(Path artifact, ClassLoader loader) {
        JobClasses found = ContractReader.find(artifact, loader);
        if (!found.problems().isEmpty()) {
            throw MistException.of(
                    ErrorKind.JOB, "job-not-loadable", artifact + ": some jobs cannot be loaded", found.problems());
        }
        return found.jobs();
    }

    private static Class<?> load(ClassLoader loader, String name, Path artifact) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            List<String> there = ContractReader.find(artifact, loader).jobs().stream()
                    .map(Class::getName)
                    .toList();
            String hint = there.isEmpty()
                    ? "; it holds no class annotated @Job, and no MistJob"
                    : "; its jobs are " + String.join(", ", there);
            throw MistException.job(
                            "class-not-found", "class '" + name + "' is not in " + artifact.getFileName() + hint)
                    .causedBy(e);
        }
    }

    private static ObjectNode failure(MistException e) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ObjectNode failure = answer.putObject("failure");
        failure.put("kind", e.kind().wireName()).put("code", e.code()).put("message", e.text());
        failure.set("problems", Json.MAPPER.valueToTree(e.problems()));
        return answer;
    }
}
