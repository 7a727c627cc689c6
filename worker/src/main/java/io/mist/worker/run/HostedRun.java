package io.mist.worker.run;

import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.RunRunning;
import io.mist.protocol.wire.StartRun;
import io.mist.worker.dstream.RunStreaming;
import io.mist.worker.dstream.Scope;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.input.RunInputs;
import io.mist.worker.link.ServerAccess;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.live.LiveParts;
import io.mist.worker.live.LiveQuery;
import io.mist.worker.live.form.LiveFormRegistry;
import io.mist.worker.live.plan.LiveForms;
import io.mist.worker.live.realtime.RealTimeRun;
import io.mist.worker.live.version.RunLive;
import io.mist.worker.live.version.Version;
import io.mist.worker.output.RunOutputs;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.jspecify.annotations.Nullable;

/** One attempt of a run: its thread, its session with the artifact's own class loader, its queries, its end. */
final class HostedRun {

    /** Stands in the place of a query where a batch job itself reads live values. */
    private static final String JOB = "job";

    private final StartRun start;
    private final Host host;
    private final RunSession session;
    private final AppliedReports reports;
    private final RunSignal signal = new RunSignal();
    private final Thread thread;
    private final Cancellation cancellation;

    private volatile @Nullable RunLive live;
    private volatile @Nullable HostedJob job;
    private volatile @Nullable RunStreaming streaming;
    private volatile boolean cancelled;
    private volatile boolean running;

    HostedRun(StartRun start, Host host) {
        this.start = start;
        this.host = host;
        this.session = new RunSession(start, host.spark());
        this.reports = new AppliedReports(start.getRun(), host::send);
        this.thread = new Thread(this::run, "run-" + start.getRun());
        this.thread.setDaemon(true);
        this.cancellation = new Cancellation(start.getRun(), thread, new Work());
    }

    RunRef ref() {
        return RunRef.newBuilder()
                .setRun(start.getRun())
                .setAttempt(start.getAttempt())
                .build();
    }

    void begin() {
        thread.start();
    }

    boolean isWorkOf(Thread other) {
        return thread == other;
    }

    /** Repeats what the server may have missed while it was away. */
    void repeat() {
        if (running) {
            reportRunning();
        }
    }

    List<Problem> checkLive(String values) {
        HostedJob known = job;
        return known == null
                ? List.of(new Problem("", "the run is still starting; try again when it is RUNNING"))
                : known.checkLive(Json.parseObject(values));
    }

    void changeLive(long version, String values) {
        RunLive known = live;
        if (known != null) {
            known.change(new Version(version, Json.parseObject(values)));
        }
    }

    void cancel(long graceMillis) {
        cancelled = true;
        signal.raise();
        cancellation.begin(graceMillis);
    }

    private final class Work implements Cancellation.Work {

        @Override
        public void stop() {
            session.cancelJobs();
            session.stopQueries(HostedRun.this::log);
        }

        @Override
        public void stopStreams(Duration grace) throws InterruptedException {
            RunStreaming known = streaming;
            if (known != null) {
                try {
                    known.stop(grace);
                } catch (RuntimeException e) {
                    log("stopping: " + e.getMessage());
                }
            }
        }

        @Override
        public void interruptJob() {
            HostedJob known = job;
            if (known != null) {
                known.interrupt();
            }
        }
    }

    private void log(String text) {
        host.log().say(start.getRun(), text);
    }

    private void run() {
        CurrentRun.set(start.getRun());
        RunEnded.Builder end = RunEnded.newBuilder().setRef(ref());
        try {
            end.setResult(execute());
            if (cancelled) {
                end.setCancelled(true);
            }
        } catch (Throwable e) {
            if (cancelled) {
                end.setCancelled(true);
            } else {
                end.setFailure(RunFailure.describe(e, running && isStream()));
                log("failed: " + end.getFailure().getMessage());
            }
        }
        running = false;
        session.stopQueries(this::log);
        session.leave();
        CurrentRun.clear();
        host.ended(ref(), end.build());
    }

    private String execute() throws Exception {
        SparkSession spark = session.spark();
        Triggers.require(start.getTrigger(), spark.version());
        session.enter();
        return HostedJobs.use(start, spark, (loaded, scope) -> {
            try (RunParts parts = HostedRuns.begin(start.getRun())) {
                return perform(loaded, scope, parts);
            }
        });
    }

    private String perform(HostedJob loaded, Scope scope, RunParts parts) throws Exception {
        SparkSession spark = session.spark();
        RunLive values = beginLive(loaded, parts);
        RunInputs inputs = parts.add(RunInputs.class, new RunInputs());
        RunOutputs outputs = parts.add(RunOutputs.class, new RunOutputs());
        RunStreaming streams = new RunStreaming(
                start.getRun(),
                spark.sparkContext(),
                start.getDirectory(),
                scope,
                () -> values,
                new RunStreaming.Listener(this::reportRunning, signal::raise));
        streaming = parts.add(RunStreaming.class, streams, streams::close);
        try {
            loaded.prepare(new JobPorts(
                    start.getRun(),
                    spark,
                    Json.parseObject(start.getParameters()),
                    new InputPorts(start, serverAccess(), spark, inputs),
                    new RunOutlet(start, host.destination(), outputs, this::liveVersion),
                    streams,
                    parts));
            job = loaded;
            return loaded.kind() == JobKind.STREAM ? stream(loaded, values, parts) : batch(loaded, streams);
        } finally {
            session.stopQueries(this::log);
        }
    }

    /** From here on the run's live values are known to plans and tasks. */
    private RunLive beginLive(HostedJob loaded, RunParts parts) {
        Version initial = new Version(start.getLiveVersion(), Json.parseObject(start.getLive()));
        List<Problem> problems = loaded.checkLive(initial.values());
        if (!problems.isEmpty()) {
            throw MistException.caller("invalid-parameters", "the initial live values have problems", problems);
        }
        LiveForms forms = LiveFormRegistry.of(loaded.live());
        RunLive values = new RunLive(start.getRun(), forms.names(), initial);
        if (loaded.kind() == JobKind.BATCH) {
            // A batch job has no epochs: a version is in effect from where the job has read it.
            values.onRead(version -> reports.read(JOB, version.number()));
        }
        SparkSession spark = session.spark();
        RealTimeRun realTime = new RealTimeRun(
                serverAccess(), loaded.types(), id -> spark.streams().get(id));
        LiveParts.add(parts, values, forms, realTime);
        LiveParts.showTasks(spark.sparkContext(), values);
        live = values;
        return values;
    }

    private ServerAccess serverAccess() {
        return new ServerAccess(host.destination(), start.getRun(), start.getAttempt());
    }

    private String batch(HostedJob loaded, RunStreaming streams) throws Exception {
        reportRunning();
        String result = loaded.run();
        // It may have started a streaming context; once cancelled, what that has received is being processed.
        streams.awaitEnd();
        return result;
    }

    private String stream(HostedJob loaded, RunLive values, RunParts parts) throws Exception {
        RunStreaming streams = HostedRuns.require(start.getRun(), RunStreaming.class);
        QueryWatch queries = new QueryWatch(session.spark(), values, reports, signal);
        parts.add(QueryWatch.class, queries, queries::end);
        queries.begin();
        loaded.onEnd(signal::raise);
        StreamingQuery query = loaded.start();
        // Before the run is reported as running: a query without epochs is not worth a restart.
        if (query != null) {
            LiveQuery.requireEpochs(query, values);
        }
        queries.requireEpochs();
        reportRunning();
        while (!cancelled && (queries.areActive() | streams.isActive())) {
            loaded.requireAlive();
            signal.await();
        }
        // Cancelled: what a streaming context has received is being processed, until this thread is interrupted.
        streams.awaitEnd();
        return loaded.result();
    }

    private void reportRunning() {
        running = true;
        host.send(FromWorker.newBuilder()
                .setRunning(RunRunning.newBuilder().setRef(ref()))
                .build());
        reports.sendAll();
    }

    private boolean isStream() {
        HostedJob known = job;
        return known != null && known.kind() == JobKind.STREAM;
    }

    /** The version on this thread, as {@link io.mist.api.Live#version} returns it. */
    private long liveVersion() {
        return live == null ? start.getLiveVersion() : LiveHandle.versionHere(start.getRun());
    }
}
