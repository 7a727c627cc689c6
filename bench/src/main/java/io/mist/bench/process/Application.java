package io.mist.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A process that obeys commands in a {@link CommandLoop}, so that its JVM stays warm while others have their turn.
 * Its methods are called by one thread.
 */
public final class Application implements AutoCloseable {

    private final String name;
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;

    private Application(String name, Process process) {
        this.name = name;
        this.process = process;
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** @param name of its log, which is written on where it ended */
    public static Application start(String name, ProcessBuilder builder) throws IOException {
        Path log = Path.of(Setting.text("work"), name + ".log");
        Process process = builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new Application(name, process);
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
                throw new IllegalStateException(name + " has ended; see its log in " + Setting.text("work"));
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
