package io.mist.server.worker;

import io.mist.protocol.MistException;
import io.mist.server.link.FakeWorker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Starts processes that only live; a {@link FakeWorker} speaks for them. */
public final class FakeLauncher implements Launcher, AutoCloseable {

    private final List<WorkerSpec> launched = new CopyOnWriteArrayList<>();
    private final List<Process> processes = new CopyOnWriteArrayList<>();
    private volatile String command = "exec sleep 600";
    private volatile RuntimeException failure;

    /** From now on workers end at once, with this in their logs. */
    public void startBroken(String lastWords) {
        command = "echo '" + lastWords + "'; exit 7";
    }

    public void fail(RuntimeException with) {
        failure = with;
    }

    public void work() {
        failure = null;
        command = "exec sleep 600";
    }

    public static MistException noSpark() {
        return MistException.resources("spark-not-found", "/no/spark is not there");
    }

    public List<WorkerSpec> launched() {
        return launched;
    }

    public WorkerSpec last() {
        return launched.get(launched.size() - 1);
    }

    public Process lastProcess() {
        return processes.get(processes.size() - 1);
    }

    @Override
    public Process launch(WorkerSpec spec) {
        if (failure != null) {
            throw failure;
        }
        try {
            Files.createDirectories(spec.log().getParent());
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(spec.log().toFile())
                    .start();
            processes.add(process);
            launched.add(spec);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
