package io.mist.worker.python;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.apache.spark.SparkFiles;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import py4j.ClientServer;

/**
 * The way from the Python processes of an executor to its JVM: a gateway on a port of this machine alone, with a token, which are in
 * a file that only this user reads, where Spark puts the files of this executor. Safe for any thread.
 */
public final class TaskGateway implements ExecutorPlugin {

    /** In Spark's directory of files; {@code mist/worker/executor.py} looks for it. */
    static final String FILE = "mist-tasks.json";

    private static final Logger LOG = LoggerFactory.getLogger(TaskGateway.class);

    private @Nullable ClientServer gateway;
    private @Nullable Path file;

    @Override
    public synchronized void init(PluginContext context, Map<String, String> configuration) {
        String token = Tokens.random();
        ClientServer opened = new ClientServer.ClientServerBuilder(new TaskHost())
                .authToken(token)
                .javaAddress(InetAddress.getLoopbackAddress())
                .javaPort(0)
                .build();
        gateway = opened;
        startedBesideWork(opened);
        ObjectNode address = Json.MAPPER
                .createObjectNode()
                .put("port", opened.getJavaServer().getListeningPort())
                .put("token", token);
        try {
            file = written(Json.write(address));
        } catch (IOException e) {
            // All but Python's tasks can do without, and these say that the file is missing.
            LOG.error("Python's tasks on this executor cannot send, nor read large live values", e);
        }
    }

    /** Its threads are daemons, as the thread is that they come from: they keep no executor from ending. */
    private static void startedBesideWork(ClientServer gateway) {
        Thread starting = new Thread(gateway::startServer, "mist-task-gateway");
        starting.setDaemon(true);
        starting.start();
        try {
            starting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the gateway for Python's tasks was started", e);
        }
    }

    private static Path written(String address) throws IOException {
        Path file = Path.of(SparkFiles.getRootDirectory(), FILE).toAbsolutePath();
        Path beside = Files.createTempFile(file.getParent(), FILE, ".new", ownersOnly());
        Files.writeString(beside, address);
        return Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?> ownersOnly() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }

    @Override
    public synchronized void shutdown() {
        if (gateway != null) {
            gateway.shutdown();
        }
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("{} cannot be removed", file, e);
            }
        }
    }
}
