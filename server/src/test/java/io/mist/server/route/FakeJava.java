package io.mist.server.route;

import io.mist.protocol.Json;
import io.mist.server.run.SampleRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A program in Java's place, which answers as the test says; each call leaves a line with its arguments. */
final class FakeJava {

    /** The answer of a job as {@link SampleRuns#aStreamPlan} has it. */
    static final String CONTRACT = Json.write(SampleRuns.aStreamPlan().contract());

    static final String ANSWER = "{\"contracts\":[" + CONTRACT + "]}";

    private final Path program;
    private final Path calls;

    private FakeJava(Path program, Path calls) {
        this.program = program;
        this.calls = calls;
    }

    /** @param body shell commands */
    static FakeJava running(Path directory, String body) throws IOException {
        Path program = directory.resolve("java");
        Path calls = directory.resolve("calls");
        Files.writeString(program, "#!/bin/sh\necho \"$@\" >> '" + calls + "'\n" + body + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new FakeJava(program, calls);
    }

    static FakeJava printing(Path directory, String text) throws IOException {
        Path answer = Files.writeString(directory.resolve("answer"), text);
        return running(directory, "cat '" + answer + "'");
    }

    Path program() {
        return program;
    }

    List<String> calls() throws IOException {
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }
}
