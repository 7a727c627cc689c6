package io.mist.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The process of the demo's server, and the workers that it starts. */
final class ServerProcess {

    /** How long the server may take to stop its runs and workers and then itself. */
    static final Duration STOP = Duration.ofSeconds(30);

    /** How long workers may outlive their server. */
    static final Duration ORPHANS_STOP = Duration.ofSeconds(5);

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    static ServerProcess start(Path mistHome, Workspace workspace) throws IOException {
        ProcessBuilder server = new ProcessBuilder(
                        mistHome.resolve("bin/mist").toString(),
                        "serve",
                        "--config",
                        workspace.mistConf().toString(),
                        "--router",
                        workspace.routerConf().toString())
                // Spark leaves files where it is started.
                .directory(workspace.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(workspace.serverLog().toFile());
        server.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        // The launcher splits the options at spaces.
        if (!workspace.temporary().toString().contains(" ")) {
            String given = server.environment().getOrDefault("MIST_JAVA_OPTIONS", "");
            server.environment()
                    .put("MIST_JAVA_OPTIONS", (given + " -Djava.io.tmpdir=" + workspace.temporary()).strip());
        }
        return new ServerProcess(server.start());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Stops the server. Kills the processes, its own and its workers', that do not end in time.
     *
     * @return how many processes had to be killed
     */
    int stop() throws InterruptedException {
        // Listed first: once the server has ended, nothing shows whose children they were.
        List<ProcessHandle> family = new ArrayList<>(
                process.descendants().filter(ProcessHandle::isAlive).toList());
        process.destroy();
        int killed = awaitOrKill(process.toHandle(), STOP);
        for (ProcessHandle child : family) {
            killed += awaitOrKill(child, ORPHANS_STOP);
        }
        return killed;
    }

    private static int awaitOrKill(ProcessHandle handle, Duration atMost) throws InterruptedException {
        try {
            handle.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return 0;
        } catch (TimeoutException e) {
            handle.destroyForcibly();
            return 1;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + handle.pid() + " failed", e);
        }
    }
}
