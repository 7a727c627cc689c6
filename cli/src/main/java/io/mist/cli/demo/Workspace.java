package io.mist.cli.demo;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory with all files of a demo; deleting it leaves nothing behind. */
final class Workspace {

    private final Path root;
    private final boolean isKept;

    private Workspace(Path root, boolean isKept) {
        this.root = root;
        this.isKept = isKept;
    }

    /**
     * @param keep a new or empty directory that stays after the demo; null for a temporary one
     */
    static Workspace create(@Nullable Path keep) throws IOException {
        Workspace workspace;
        if (keep == null) {
            workspace = new Workspace(Files.createTempDirectory("mist-demo-").toRealPath(), false);
        } else {
            mustBeNewOrEmpty(keep);
            workspace = new Workspace(Files.createDirectories(keep).toRealPath(), true);
        }
        for (Path directory : List.of(workspace.streamed(), workspace.temporary())) {
            Files.createDirectories(directory);
        }
        return workspace;
    }

    private static void mustBeNewOrEmpty(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
        }
        throw new DemoFailure("--keep: '" + directory + "' (expected: a new or an empty directory)");
    }

    Path root() {
        return root;
    }

    boolean isKept() {
        return isKept;
    }

    /** A directory for the user's own experiments with log-streaming. */
    Path streamed() {
        return root.resolve("streamed");
    }

    Path temporary() {
        return root.resolve("tmp");
    }

    Path serverLog() {
        return root.resolve("server.log");
    }

    /** The logs of the server and its workers, so far. */
    List<Path> logs() throws IOException {
        Path workers = root.resolve("data/logs");
        if (!Files.isDirectory(workers)) {
            return List.of(serverLog());
        }
        try (Stream<Path> files = Files.list(workers)) {
            return Stream.concat(
                            Stream.of(serverLog()),
                            files.filter(file -> file.getFileName().toString().startsWith("worker-"))
                                    .sorted())
                    .filter(Files::isRegularFile)
                    .toList();
        }
    }

    Path mistConf() {
        return root.resolve("mist.conf");
    }

    Path routerConf() {
        return root.resolve("router.conf");
    }

    void writeSettings(int port, int mqttPort, Path examples) throws IOException {
        Files.writeString(mistConf(), """
                # Made by 'mist demo'.
                mist {
                  http { port = %d }
                  data-dir = %s
                  mqtt {
                    on = true
                    embedded = true
                    port = %d
                    subscribe-topic = "foo"
                    publish-topic = "foo"
                  }
                  context-defaults {
                    spark-conf {
                      spark.master = "local[2]"
                      spark.driver.memory = "1g"
                      spark.ui.enabled = false
                      spark.local.dir = %s
                      spark.sql.warehouse.dir = %s
                      spark.sql.shuffle.partitions = 2
                    }
                    java-options = [%s]
                  }
                  # The demo leaves nothing behind.
                  workers { stop-on-exit = true }
                }
                """.formatted(
                        port,
                        quoted(root.resolve("data")),
                        mqttPort,
                        quoted(temporary()),
                        quoted(root.resolve("warehouse")),
                        TextNode.valueOf("-Djava.io.tmpdir=" + temporary())));
        Files.writeString(routerConf(), """
                # Made by 'mist demo'.
                log-search {
                  path = %1$s
                  className = "io.mist.examples.SimpleTextSearch"
                }
                log-streaming {
                  path = %1$s
                  className = "io.mist.examples.StreamingTextSearch"
                  trigger = "500 ms"
                }
                log-alerts {
                  path = %1$s
                  className = "io.mist.examples.LogAlerts"
                  trigger = "500 ms"
                }
                """.formatted(quoted(examples)));
    }

    /** Deletes all files, unless the user keeps them. */
    void delete() throws IOException {
        if (isKept || !Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            /** A process that is ending may delete its own files meanwhile. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                if (e != null) {
                    throw e;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** JSON's quoting, which is HOCON's too. */
    private static TextNode quoted(Path path) {
        return TextNode.valueOf(path.toString());
    }
}
