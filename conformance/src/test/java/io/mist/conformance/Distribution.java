package io.mist.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The built distribution that all tests are about: the directory that the property {@code mist.dist} names. */
final class Distribution {

    private static final int PORTS = 3_000;
    private static final int FIRST_PORT = 17_000 + PORTS * (Integer.getInteger("mist.fork", 1) % 3);
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));

    static final String HOST = "127.0.0.1";

    private static final Path HOME = home();

    private Distribution() {}

    private static Path home() {
        Path home = Path.of(System.getProperty("mist.dist", "../dist/target/mist"))
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(home.resolve("bin/mist"))) {
            throw new AssertionError("mist.dist: no bin/mist in " + home + "; build it: ./mvnw package -DskipTests");
        }
        return home;
    }

    static Path file(String name) {
        return HOME.resolve(name);
    }

    /** For executors and the processes of a Spark cluster, whose class path is that of a worker: quick starts on few cores. */
    static String jvmOptions() {
        Path archive = file("lib/worker-" + Runtime.version().feature() + ".jsa");
        return "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                + (Files.isRegularFile(archive)
                        ? " -Xshare:auto -Xlog:cds=off -Xlog:class+path=off -XX:SharedArchiveFile=" + archive
                        : "");
    }

    /** The jar of the example jobs, which an incomplete distribution may lack. */
    static Path examples() {
        Path shipped = file("examples/mist-examples.jar");
        if (Files.isRegularFile(shipped)) {
            return shipped;
        }
        Path built = HOME.resolve("../../../examples/target").normalize();
        return list(built).stream()
                .filter(file -> file.getFileName().toString().matches("mist-examples-[^-]+(-SNAPSHOT)?\\.jar"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no examples: neither " + shipped + " nor a jar in " + built));
    }

    static List<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An empty directory below {@code target}. */
    static Path freshDirectory(String name) {
        Path directory = Path.of("target", "conformance", name).toAbsolutePath();
        try {
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file :
                            files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Below the ports that the system assigns, and not one that another of the three forks may choose. */
    static int freePort() {
        for (int attempt = 0; attempt < PORTS; attempt++) {
            int port = FIRST_PORT + NEXT_PORT.getAndIncrement() % PORTS;
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: the next one.
            }
        }
        throw new AssertionError("no free port of " + PORTS + " from " + FIRST_PORT);
    }

    /** A program of a Debian package. */
    static String program(String path, String debianPackage) {
        if (!Files.isExecutable(Path.of(path))) {
            throw new AssertionError("no " + path + "; this test needs the package " + debianPackage
                    + ": apt-get install " + debianPackage);
        }
        return path;
    }
}
