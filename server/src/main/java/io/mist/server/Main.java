package io.mist.server;

import io.mist.protocol.MistException;
import io.mist.server.config.ConfigReader;
import io.mist.server.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mist serve}. */
@Command(
        name = "mist serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Starts the Mist server and runs until it is stopped.",
        footer = {
            "",
            "Exit codes: 0 stopped, 2 wrong usage, 3 wrong configuration, 5 a port or file is unavailable.",
            "Example: mist serve --config conf/mist.conf --router conf/router.conf --port 2004"
        })
public final class Main implements Callable<Integer> {

    /** The directory of the distribution. */
    static final String HOME = "mist.home";

    @Option(names = "--config", paramLabel = "FILE", description = "Settings (default: conf/mist.conf).")
    @Nullable
    Path config;

    @Option(
            names = "--router",
            paramLabel = "FILE",
            description = "Routes; may be edited while Mist runs (default: router.conf beside the settings).")
    @Nullable
    Path router;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where all that is durable lies (mist.data-dir).")
    @Nullable
    Path dataDir;

    @Option(names = "--port", paramLabel = "N", description = "Port of HTTP (mist.http.port).")
    @Nullable
    Integer port;

    @Option(
            names = "--stop-workers",
            description =
                    "Workers end with this server (mist.workers.stop-on-exit); without it they run on and wait for the next.")
    boolean stopWorkers;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            run();
            return 0;
        } catch (MistException e) {
            System.err.println("mist: " + e.text());
            e.problems().forEach(problem -> System.err.println("  " + problem));
            return switch (e.kind()) {
                case CALLER -> 3;
                case JOB -> 4;
                case RESOURCES -> 5;
                case INTERNAL -> 1;
            };
        }
    }

    private void run() throws InterruptedException {
        Path home = Path.of(System.getProperty(HOME, ".")).toAbsolutePath().normalize();
        Path settings = config != null ? config : home.resolve("conf/mist.conf");
        ServerConfig read = ConfigReader.read(config != null || Files.exists(settings) ? settings : null, overrides());
        Path routes = router != null ? router : besides(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        MistServer server = MistServer.start(read, routes, home);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "mist-stop"));
        stopped.await();
    }

    private static Path besides(Path settings) {
        Path parent = settings.toAbsolutePath().getParent();
        return parent == null ? Path.of("router.conf") : parent.resolve("router.conf");
    }

    private Map<String, String> overrides() {
        Map<String, String> overrides = new LinkedHashMap<>();
        if (dataDir != null) {
            overrides.put("mist.data-dir", dataDir.toAbsolutePath().toString());
        }
        if (port != null) {
            overrides.put("mist.http.port", port.toString());
        }
        if (stopWorkers) {
            overrides.put("mist.workers.stop-on-exit", "true");
        }
        return overrides;
    }
}
