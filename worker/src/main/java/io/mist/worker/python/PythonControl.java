package io.mist.worker.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Messages on their way to a Python process, which may read none for a while: a pipe holds little, so a thread of its own writes to
 * it and no caller waits. Safe for any thread.
 */
final class PythonControl implements AutoCloseable {

    /** Messages that wait; more are not taken. */
    static final int MOST = 64;

    /** Empty: there will be no more. */
    private final BlockingQueue<Optional<ObjectNode>> waiting = new ArrayBlockingQueue<>(MOST);

    private final Writer pipe;
    private final Runnable broken;

    /** @param broken called if the pipe accepts nothing any more; the reason is reported where the answer is awaited */
    PythonControl(OutputStream pipe, String name, Runnable broken) {
        this.pipe = new BufferedWriter(new OutputStreamWriter(pipe, StandardCharsets.UTF_8));
        this.broken = broken;
        Thread thread = new Thread(this::run, name + "-control");
        thread.setDaemon(true);
        thread.start();
    }

    /** @return whether there was room for it */
    boolean offer(ObjectNode message) {
        return waiting.offer(Optional.of(message));
    }

    private void run() {
        try (pipe) {
            for (Optional<ObjectNode> next = waiting.take(); next.isPresent(); next = waiting.take()) {
                pipe.write(Json.write(next.get()));
                pipe.write('\n');
                pipe.flush();
            }
        } catch (IOException e) {
            broken.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The process learns that it is over when it has read what waits for it no longer: that is dropped. */
    @Override
    public void close() {
        waiting.clear();
        boolean ignored = waiting.offer(Optional.empty());
    }
}
