package io.mist.server.context;

import io.mist.server.config.ServerConfig;
import io.mist.server.link.LiveSource;
import io.mist.server.link.RunMessages;
import io.mist.server.run.Runs;
import io.mist.server.worker.Launcher;
import io.mist.server.worker.WorkerStore;
import io.mist.server.worker.Workers;
import java.nio.file.Path;
import org.jdbi.v3.core.Jdbi;

/** The dispatcher as the server wires it. */
public final class TestDispatcher {

    private TestDispatcher() {}

    /** @param directory of runs */
    public static Dispatcher of(
            ServerConfig config, Runs runs, LiveSource live, Jdbi jdbi, Launcher launcher, Path directory) {
        Workers workers = new Workers(
                new Workers.Settings(
                        config.allContexts(),
                        config.workers(),
                        config.dataDir().toAbsolutePath().resolve("logs")),
                new WorkerStore(jdbi),
                launcher);
        return new Dispatcher(config.allContexts(), workers, runs, new RunMessages(live, directory));
    }
}
