package io.mist.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The demo's server and its files. It is closed once, by the end of the demo or by Ctrl-C, whichever comes first. */
final class DemoServer {

    /** How long the server may take until it answers. */
    static final Duration START = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(100);

    private final Report report;
    private final Workspace workspace;
    private final PrintWriter err;
    private final Object lock = new Object();
    private @Nullable ServerProcess process;
    private @Nullable Api api;
    private volatile boolean isClosed;
    private boolean leftNothing = true;

    DemoServer(Report report, Workspace workspace, PrintWriter err) {
        this.report = report;
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

    /** Whether {@link #close} has begun; Ctrl-C begins it while the demo still runs. */
    boolean isClosed() {
        return isClosed;
    }

    /** Starts the server and waits until it serves. */
    void open(Path home, int port) throws IOException, InterruptedException {
        report.step("starting a server; its files are in " + workspace.root());
        ServerProcess starting;
        synchronized (lock) {
            if (isClosed) {
                throw new DemoFailure("interrupted");
            }
            starting = ServerProcess.start(home, workspace);
            process = starting;
        }
        Api http = new Api(URI.create("http://127.0.0.1:" + port));
        api = http;
        long end = System.nanoTime() + START.toNanos();
        while (!http.isHealthy()) {
            if (!starting.isAlive()) {
                throw new DemoFailure("the server ended while it started");
            }
            if (System.nanoTime() > end) {
                throw new DemoFailure("the server does not serve after " + START.toSeconds() + " s");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    /** Prints excerpts of all logs. To be called before {@link #close}, which deletes them. */
    void showLogs() throws IOException {
        synchronized (lock) {
            if (isClosed || process == null) {
                return;
            }
            for (Path log : workspace.logs()) {
                err.println("mist: " + workspace.root().relativize(log) + ":");
                LogExcerpt.of(log).forEach(line -> err.println("  " + line));
            }
            err.flush();
        }
    }

    /**
     * Stops server and workers and deletes the files; a second call waits for the first.
     *
     * @return whether every process ended by itself
     */
    boolean close() throws IOException, InterruptedException {
        synchronized (lock) {
            if (isClosed) {
                return leftNothing;
            }
            isClosed = true;
            report.step("stopping the server and its workers");
            int killed = process == null ? 0 : process.stop();
            workspace.delete();
            leftNothing = killed == 0;
            report.check(
                    leftNothing, killed == 0 ? "all processes have ended" : killed + " processes had to be killed");
            report.line(workspace.isKept() ? "files stay in " + workspace.root() : "nothing is left behind");
            return leftNothing;
        }
    }

    void closeAtExit() {
        try {
            close();
        } catch (IOException e) {
            err.println("mist: some files could not be deleted in " + workspace.root() + ": " + e);
            err.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
