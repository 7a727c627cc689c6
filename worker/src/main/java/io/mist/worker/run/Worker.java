package io.mist.worker.run;

import io.mist.protocol.Failures;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.CheckLive;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.Hello;
import io.mist.protocol.wire.LiveChecked;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.StartRun;
import io.mist.protocol.wire.ToWorker;
import io.mist.worker.link.Address;
import io.mist.worker.link.Credentials;
import io.mist.worker.link.Destination;
import io.mist.worker.link.ServerLink;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker: the runs of one context in one Spark application, and the link to the server. */
public final class Worker implements ServerLink.Handler, Host {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Live changes that are checked at a time; more are rejected, and may be tried again. */
    private static final int MOST_CHECKS = 16;

    private final Settings settings;
    private final SparkSession spark;
    private final ServerLink link;
    private final RunLog log;
    private final Map<String, HostedRun> runs = new ConcurrentHashMap<>();
    private final Map<RunRef, RunEnded> unstored = new ConcurrentHashMap<>();
    private final CountDownLatch done = new CountDownLatch(1);
    /** Starts sessions, which takes longer than the link's thread may wait. */
    private final ExecutorService tasks = Executors.newSingleThreadExecutor(task -> daemon(task, "mist-tasks"));
    /** Checks changes side by side: one may take long, and concerns no other run. */
    private final ExecutorService checks = new ThreadPoolExecutor(
            0, MOST_CHECKS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> daemon(task, "mist-check"));

    private static Thread daemon(Runnable task, String name) {
        Thread made = new Thread(task, name);
        made.setDaemon(true);
        return made;
    }

    /**
     * How a worker was started.
     *
     * @param orphanAfter how long it continues without a server
     */
    public record Settings(String worker, String context, Address server, String token, Duration orphanAfter) {}

    public Worker(Settings settings, SparkSession spark) {
        this.settings = settings;
        this.spark = spark;
        this.link = new ServerLink(
                settings.server(),
                new Credentials(settings.worker(), settings.token()),
                settings.orphanAfter(),
                this::hello,
                this);
        this.log = new RunLog(link::log);
    }

    /** Serves until the server ends it, or is away for too long. */
    public void serve() throws InterruptedException {
        log.install();
        ExitWatch watch = new ExitWatch(this::failedByExit);
        Runtime.getRuntime().addShutdownHook(new Thread(watch, "mist-exit-watch"));
        link.start();
        done.await();
        watch.disarm();
        link.close();
    }

    private Hello hello() {
        Hello.Builder hello = Hello.newBuilder()
                .setWorker(settings.worker())
                .setContext(settings.context())
                .setPid(ProcessHandle.current().pid())
                .setSparkVersion(spark.version())
                .setApplicationId(spark.sparkContext().applicationId());
        if (spark.sparkContext().uiWebUrl().isDefined()) {
            hello.setWebUi(spark.sparkContext().uiWebUrl().get());
        }
        runs.values().forEach(run -> hello.addHosted(run.ref()));
        hello.addAllHosted(unstored.keySet());
        return hello.build();
    }

    @Override
    public void connected(ServerLink again) {
        runs.values().forEach(HostedRun::repeat);
        unstored.values()
                .forEach(end -> send(FromWorker.newBuilder().setEnded(end).build()));
    }

    @Override
    public void received(ToWorker message) {
        switch (message.getMessageCase()) {
            case START -> tasks.execute(() -> start(message.getStart()));
            case CANCEL ->
                cancel(message.getCancel().getRef(), message.getCancel().getGraceMillis());
            case CHECK_LIVE -> checkLive(message.getCheckLive());
            case CHANGE_LIVE -> {
                HostedRun run = runs.get(message.getChangeLive().getRun());
                if (run != null) {
                    run.changeLive(
                            message.getChangeLive().getVersion(),
                            message.getChangeLive().getLive());
                }
            }
            case ENDED_STORED -> unstored.remove(message.getEndedStored().getRef());
            case WELCOME -> message.getWelcome().getUnwantedList().forEach(ref -> cancel(ref, 1_000));
            case SHUTDOWN -> {
                LOG.info(
                        "The server ends this worker: {}", message.getShutdown().getReason());
                done.countDown();
            }
            case HEARTBEAT, MESSAGE_NOT_SET -> {}
        }
    }

    @Override
    public void orphaned(Duration away) {
        LOG.error("No server for {} s: this worker ends, and its {} runs with it", away.toSeconds(), runs.size());
        done.countDown();
    }

    private void start(StartRun message) {
        HostedRun known = runs.get(message.getRun());
        if (known != null) {
            known.repeat();
            return;
        }
        try {
            HostedRun run = new HostedRun(message, this);
            runs.put(message.getRun(), run);
            run.begin();
        } catch (RuntimeException e) {
            RunRef ref = RunRef.newBuilder()
                    .setRun(message.getRun())
                    .setAttempt(message.getAttempt())
                    .build();
            ended(
                    ref,
                    RunEnded.newBuilder()
                            .setRef(ref)
                            .setFailure(RunFailure.describe(e, false))
                            .build());
        }
    }

    private void cancel(RunRef ref, long graceMillis) {
        HostedRun run = runs.get(ref.getRun());
        if (run != null) {
            run.cancel(graceMillis);
        } else if (!unstored.containsKey(ref)) {
            send(FromWorker.newBuilder()
                    .setEnded(RunEnded.newBuilder().setRef(ref).setCancelled(true))
                    .build());
        }
    }

    private void checkLive(CheckLive request) {
        try {
            checks.execute(() -> check(request.getRequest(), request.getRun(), request.getLive()));
        } catch (RejectedExecutionException e) {
            sendChecked(
                    request.getRequest(),
                    List.of(new Problem("", "the worker checks " + MOST_CHECKS + " changes already; try again")));
        }
    }

    private void check(String request, String runId, String values) {
        HostedRun run = runs.get(runId);
        List<Problem> problems;
        try {
            problems = run == null ? List.of(new Problem("", "the run is not on this worker")) : run.checkLive(values);
        } catch (RuntimeException e) {
            problems = List.of(new Problem("", String.valueOf(e.getMessage())));
        }
        sendChecked(request, problems);
    }

    private void sendChecked(String request, List<Problem> problems) {
        send(FromWorker.newBuilder()
                .setLiveChecked(LiveChecked.newBuilder().setRequest(request).addAllProblems(Failures.toWire(problems)))
                .build());
    }

    /** A job has called System.exit: its run reports it, as long as there is time. */
    private void failedByExit(@Nullable Thread caller, String where) {
        for (HostedRun run : runs.values()) {
            boolean guilty = caller != null && run.isWorkOf(caller);
            MistException error = guilty
                    ? MistException.job(
                            "job-exited",
                            "the job called System.exit " + where + "; a job ends by returning or throwing")
                    : MistException.resources(
                            "worker-exited", "the worker ended because another thread called System.exit " + where);
            ended(
                    run.ref(),
                    RunEnded.newBuilder()
                            .setRef(run.ref())
                            .setFailure(Failures.toWire(error).toBuilder().setRestartable(!guilty))
                            .build());
        }
        link.close();
    }

    @Override
    public SparkSession spark() {
        return spark;
    }

    @Override
    public RunLog log() {
        return log;
    }

    @Override
    public Destination destination() {
        return new Destination(settings.server(), settings.worker(), settings.token(), settings.orphanAfter());
    }

    @Override
    public void send(FromWorker message) {
        link.send(message);
    }

    @Override
    public void ended(RunRef ref, RunEnded end) {
        unstored.put(ref, end);
        runs.remove(ref.getRun());
        send(FromWorker.newBuilder().setEnded(end).build());
    }
}
