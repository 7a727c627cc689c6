package io.mist.server;

import com.linecorp.armeria.common.CommonPools;
import io.mist.server.config.ServerConfig;
import io.mist.server.context.Dispatcher;
import io.mist.server.feed.Polling;
import io.mist.server.link.Fetches;
import io.mist.server.link.LinkService;
import io.mist.server.link.LiveFollowings;
import io.mist.server.link.Publications;
import io.mist.server.link.RunMessages;
import io.mist.server.live.LiveChanges;
import io.mist.server.live.LiveValues;
import io.mist.server.live.LiveWaits;
import io.mist.server.run.RunLogs;
import io.mist.server.run.RunRetention;
import io.mist.server.run.RunWaits;
import io.mist.server.run.Runs;
import io.mist.server.worker.SparkSubmit;
import io.mist.server.worker.WorkerStore;
import io.mist.server.worker.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/** The execution of runs: runs and their live values, their contexts, and the link to their workers. */
record Execution(
        Runs runs,
        RunLogs logs,
        LiveValues live,
        LiveChanges changes,
        RunWaits runWaits,
        LiveWaits liveWaits,
        Dispatcher dispatcher,
        LinkService link,
        RunRetention retention) {

    private static final Duration FEED_POLL = Duration.ofSeconds(1);

    /** @param serverAddress where workers dial, asked when one is launched */
    static Execution of(
            ServerConfig config,
            Installation installation,
            Supplier<String> serverAddress,
            Storage storage,
            Path data,
            Clock clock,
            Executor work,
            Parts parts)
            throws IOException {
        Jdbi jdbi = storage.database().jdbi();
        Path directories = data.resolve("runs");
        Runs runs = new Runs(jdbi, clock);
        RunLogs logs = new RunLogs(data.resolve("logs"), config.runs().logBytes());
        LiveValues live = new LiveValues(jdbi, runs, config.live(), work);
        Workers workers = new Workers(
                new Workers.Settings(config.allContexts(), config.workers(), data.resolve("logs")),
                new WorkerStore(jdbi),
                new SparkSubmit(
                        installation.forWorkers(),
                        serverAddress,
                        config.workers().reconnectWindow()));
        Dispatcher dispatcher = new Dispatcher(config.allContexts(), workers, runs, new RunMessages(live, directories));
        RunWaits runWaits = new RunWaits(runs, config.runs().waitMax(), work);
        LiveWaits liveWaits = new LiveWaits(runs, live, config.runs().waitMax(), work);
        LiveChanges changes = new LiveChanges(live, runs, runWaits, liveWaits, dispatcher::sendTo, work);
        return new Execution(
                runs,
                logs,
                live,
                changes,
                runWaits,
                liveWaits,
                dispatcher,
                link(config, storage, runs, logs, live, changes, dispatcher, clock, work, parts),
                new RunRetention(runs, logs, directories, live, config.runs()));
    }

    private static LinkService link(
            ServerConfig config,
            Storage storage,
            Runs runs,
            RunLogs logs,
            LiveValues live,
            LiveChanges changes,
            Dispatcher dispatcher,
            Clock clock,
            Executor work,
            Parts parts) {
        Executor blocking = CommonPools.blockingTaskExecutor();
        LiveFollowings followings = new LiveFollowings(runs, live, changes, blocking, clock);
        parts.add(live.onChange(view -> followings.changed(view.run())));
        return new LinkService(
                dispatcher,
                logs,
                changes,
                parts.add(new Publications(runs, storage.channels(), storage.staging(), config.outputs(), work)),
                new Fetches(runs, storage.channels(), blocking),
                followings);
    }

    /** Adopts what an earlier server has left, and keeps an eye on what time changes. */
    void start(Parts parts) {
        dispatcher.start();
        parts.add(dispatcher);
        parts.add(Polling.start(List.of(runs.feed(), live.feed()), FEED_POLL));
        retention.start();
        parts.add(retention);
    }
}
