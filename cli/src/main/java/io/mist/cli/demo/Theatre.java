package io.mist.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server and its files: opened once and closed once, by the end of the demo or by Ctrl-C, whichever comes first. */
final class Theatre {

    /** How long the server may take until it answers. */
    static final Duration START = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Stage stage;
    private final Workspace workspace;
    private final PrintWriter err;
    private final Object lock = new Object();
    private @Nullable ServerProcess server;
    private @Nullable Api api;
    private volatile boolean isClosed;
    private boolean leftNothing = true;

    Theatre(Stage stage, Workspace workspace, PrintWriter err) {
        this.stage = stage;
        this.workspace = workspace;
        this.err = err;
    }

    Workspace workspace() {
        return workspace;
    }

    Api api() {
        if (api == null) {
            throw new IllegalStateException("the server has not been started");
        }
        return api;
    }

    /** Whether the end has begun; Ctrl-C begins it while the play still runs. */
    boolean isClosed() {
        return isClosed;
    }

    /** Starts the server and waits until it serves. */
    void open(Path home, int port) throws IOException, InterruptedException {
        stage.step("starting a server; its files are in " + workspace.root());
        ServerProcess starting;
        synchronized (lock) {
            if (isClosed) {
                throw new DemoFailure("interrupted");
            }
            starting = ServerProcess.start(home, workspace);
            server = starting;
        }
        Api wire = new Api(URI.create("http://127.0.0.1:" + port));
        api = wire;
        long end = System.nanoTime() + START.toNanos();
        while (!wire.isHealthy()) {
            if (!starting.isAlive()) {
                throw new DemoFailure("the server ended while it started");
            }
            if (System.nanoTime() > end) {
                throw new DemoFailure("the server does not serve after " + START.toSeconds() + " s");
            }
            Thread.sleep(LOOK.toMillis());
        }
    }

    /** Before {@link #close}, which deletes them. */
    void showLogs() throws IOException {
        synchronized (lock) {
            if (isClosed || server == null) {
                return;
            }
            for (Path log : workspace.logs()) {
                err.println("mist: " + workspace.root().relativize(log) + ":");
                LogEnds.of(log).forEach(line -> err.println("  " + line));
            }
            err.flush();
        }
    }

    /**
     * Stops server and workers and deletes the files; a second call waits for the first.
     *
     * @return whether all stopped by itself and nothing was left
     */
    boolean close() throws IOException, InterruptedException {
        synchronized (lock) {
            if (isClosed) {
                return leftNothing;
            }
            isClosed = true;
            stage.step("stopping the server and its workers");
            int killed = server == null ? 0 : server.stop();
            workspace.delete();
            leftNothing = killed == 0;
            stage.check(leftNothing, killed == 0 ? "all processes have ended" : killed + " processes had to be killed");
            stage.line(workspace.isKept() ? "files stay in " + workspace.root() : "nothing is left behind");
            return leftNothing;
        }
    }

    void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            err.println("mist: not all could be deleted in " + workspace.root() + ": " + e);
            err.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
