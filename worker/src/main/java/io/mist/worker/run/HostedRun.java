package io.mist.worker.run;

import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.FromWorker;
import io.mist.protocol.wire.LiveApplied;
import io.mist.protocol.wire.RunEnded;
import io.mist.protocol.wire.RunRef;
import io.mist.protocol.wire.RunRunning;
import io.mist.protocol.wire.StartInput;
import io.mist.protocol.wire.StartRun;
import io.mist.worker.classic.ClassicOutput;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.type.ValueType;
import io.mist.worker.dstream.RunStreaming;
import io.mist.worker.input.InputChannel;
import io.mist.worker.input.InputSource;
import io.mist.worker.input.InputSources;
import io.mist.worker.link.ServerAccess;
import io.mist.worker.live.LiveBatch;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.live.LiveQuery;
import io.mist.worker.live.LiveRegistry;
import io.mist.worker.live.LiveType;
import io.mist.worker.live.RealTimeRun;
import io.mist.worker.live.RunLive;
import io.mist.worker.live.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.jspecify.annotations.Nullable;

/** One attempt of a run: its thread, its session with the artifact's own class loader, its queries, its end. */
final class HostedRun {

    private static final long POLL_MILLIS = 50;
    /** Stands in the place of a query where a batch job itself reads live values. */
    private static final String JOB = "job";

    private static final String OLDER_READERS = "spark.sql.streaming.disabledV2MicroBatchReaders";

    private final StartRun start;
    private final Host host;
    private final SparkSession session;
    private final Thread thread;
    /** The newest application per query, to tell it again. */
    private final Map<String, LiveApplied> applied = new ConcurrentHashMap<>();

    private volatile @Nullable RunLive live;
    private volatile @Nullable HostedJob job;
    private volatile @Nullable RunStreaming streaming;
    private volatile boolean cancelled;
    private volatile boolean running;

    HostedRun(StartRun start, Host host) {
        this.start = start;
        this.host = host;
        this.session = host.spark().newSession();
        this.thread = new Thread(this::run, "run-" + start.getRun());
        this.thread.setDaemon(true);
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

    /** Tells again what the server may have missed while it was away. */
    void repeat() {
        if (running) {
            tellRunning();
        }
        applied.values().forEach(this::tellApplied);
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

    /** Stops what stops when asked; after the grace the run's thread is interrupted, and again until it ends. */
    void cancel(long graceMillis) {
        cancelled = true;
        Thread canceller = new Thread(() -> stopWithin(graceMillis), "cancel-" + start.getRun());
        canceller.setDaemon(true);
        canceller.start();
    }

    private void stopWithin(long graceMillis) {
        // A query whose function does not listen would hold up whoever stops it.
        Thread stopping = new Thread(this::stopWork, "stop-" + start.getRun());
        stopping.setDaemon(true);
        stopping.start();
        long asked = System.nanoTime();
        try {
            stopping.join(Math.max(1, graceMillis));
            stopStreams(graceMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
            HostedJob known = job;
            if (known != null) {
                known.interrupt();
            }
            thread.join(Math.max(1, graceMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked)));
            while (thread.isAlive()) {
                thread.interrupt();
                thread.join(1_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopStreams(long graceMillis) throws InterruptedException {
        RunStreaming known = streaming;
        if (known == null) {
            return;
        }
        try {
            known.stop(Duration.ofMillis(graceMillis));
        } catch (RuntimeException e) {
            host.log().say(start.getRun(), "stopping: " + e.getMessage());
        }
    }

    private void stopWork() {
        session.sparkContext().cancelJobGroupAndFutureJobs(start.getRun(), "the run was cancelled");
        stopQueries();
    }

    private void run() {
        CurrentRun.set(start.getRun());
        RunEnded.Builder end = RunEnded.newBuilder().setRef(ref());
        try (RunOutlet outlet = new RunOutlet(start, host.destination(), this::liveVersion)) {
            end.setResult(execute(outlet));
            if (cancelled) {
                end.setCancelled(true);
            }
        } catch (Throwable e) {
            if (cancelled) {
                end.setCancelled(true);
            } else {
                end.setFailure(Failing.describe(e, running && isStream()));
                host.log().say(start.getRun(), "failed: " + end.getFailure().getMessage());
            }
        }
        running = false;
        cleanUp();
        host.ended(ref(), end.build());
    }

    private String execute(RunOutlet outlet) throws Exception {
        Triggers.require(start.getTrigger(), session.version());
        prepareSession();
        return HostedJobs.use(start, session, (loaded, scope) -> {
            RunLive values = beginLive(loaded);
            try (RunStreaming streams = new RunStreaming(
                    start.getRun(),
                    session.sparkContext(),
                    start.getDirectory(),
                    scope,
                    () -> values,
                    this::tellRunning)) {
                streaming = streams;
                loaded.prepare(new JobPorts(
                        start.getRun(),
                        session,
                        Json.parseObject(start.getParameters()),
                        this::input,
                        outlet,
                        streams));
                job = loaded;
                return loaded.kind() == JobKind.STREAM ? stream(loaded, streams) : batch(loaded, streams);
            } finally {
                stopQueries();
            }
        });
    }

    private void prepareSession() {
        SparkContext context = session.sparkContext();
        session.conf().set(LiveRegistry.RUN, start.getRun());
        session.conf().set("spark.sql.streaming.checkpointLocation", start.getDirectory() + "/checkpoints");
        readKafkaTheOlderWay();
        context.setLocalProperty(CurrentRun.PROPERTY, start.getRun());
        context.setJobGroup(start.getRun(), "run " + start.getRun() + " of route " + start.getRoute(), true);
        SparkSession.setActiveSession(session);
    }

    /** From here on the run's live values are known to plans and tasks. */
    private RunLive beginLive(HostedJob loaded) {
        Version initial = new Version(start.getLiveVersion(), Json.parseObject(start.getLive()));
        List<Problem> problems = loaded.checkLive(initial.values());
        if (!problems.isEmpty()) {
            throw MistException.caller("invalid-parameters", "the initial live values have problems", problems);
        }
        RunLive values = new RunLive(start.getRun(), liveTypes(loaded), initial);
        if (loaded.kind() == JobKind.BATCH) {
            values.onRead(this::reportRead);
        }
        LiveRegistry.add(
                values,
                new RealTimeRun(
                        serverAccess(), loaded.types(), id -> session.streams().get(id)));
        LiveRegistry.tellTasks(session.sparkContext(), values);
        live = values;
        return values;
    }

    /** How live parameters stand in plans, by name. */
    private static Map<String, LiveType> liveTypes(HostedJob loaded) {
        Map<String, LiveType> types = new HashMap<>();
        for (LiveComponent component : loaded.live()) {
            ValueType type = component.type();
            types.put(
                    component.name(),
                    new LiveType(type.dataType(), values -> type.toRowValue(component.value(values))));
        }
        return types;
    }

    private InputChannel<?> input(InputComponent component) {
        StartInput settings = start.getInputList().stream()
                .filter(input -> input.getChannel().equals(component.name()))
                .findFirst()
                .orElseThrow(() -> MistException.job(
                        "contract-changed",
                        "input '" + component.name() + "' is not in the contract that the run was started with"));
        InputSource source = InputSource.of(
                serverAccess(), component.name(), component.type(), settings.getFrom(), settings.getMaxRowsPerBatch());
        InputSources.add(source);
        return new InputChannel<>(session, source);
    }

    private ServerAccess serverAccess() {
        return new ServerAccess(host.destination(), start.getRun(), start.getAttempt());
    }

    private String batch(HostedJob loaded, RunStreaming streams) throws Exception {
        tellRunning();
        String result = loaded.run();
        while (streams.awaitEnd(POLL_MILLIS)) {
            // It has started a streaming context after all; once cancelled, what it has received is being processed.
        }
        return result;
    }

    private String stream(HostedJob loaded, RunStreaming streams) throws Exception {
        StreamingQuery query = loaded.start();
        // Before the run is said to be running: such a query is not worth a restart.
        if (query != null) {
            requireEpochs(query);
        }
        for (StreamingQuery active : session.streams().active()) {
            requireEpochs(active);
        }
        tellRunning();
        Map<String, String> names = new HashMap<>();
        while (!cancelled && (awaitQueries(names) | streams.isActive())) {
            loaded.requireAlive();
            reportApplied();
        }
        while (streams.awaitEnd(POLL_MILLIS)) {
            // Cancelled: what it has received is being processed, until this thread is interrupted.
        }
        return loaded.result();
    }

    /** @return whether a query is still active */
    private boolean awaitQueries(Map<String, String> names) throws StreamingQueryException {
        for (StreamingQuery query : session.streams().active()) {
            String name = query.name() == null ? query.id().toString() : query.name();
            names.put(query.id().toString(), name);
            // Started again under its name: nobody is to hear any more that it has ended.
            applied.computeIfPresent(name, (ignored, last) -> last.getEnded() ? null : last);
            requireEpochs(query);
        }
        if (session.streams().awaitAnyTermination(POLL_MILLIS)) {
            session.streams().resetTerminated();
        }
        Set<String> active = Arrays.stream(session.streams().active())
                .map(query -> query.id().toString())
                .collect(Collectors.toSet());
        if (!active.isEmpty()) {
            forgetEnded(names, active);
        }
        return !active.isEmpty();
    }

    /** Of a run that goes on: a query that has ended keeps nobody waiting for a version to be applied by it. */
    private void forgetEnded(Map<String, String> names, Set<String> active) {
        Set<String> ended = new HashSet<>(names.keySet());
        ended.removeAll(active);
        for (String id : ended) {
            RunLive values = live;
            if (values != null) {
                values.forget(id);
                tellEnded(names.getOrDefault(id, id), id);
            }
            names.remove(id);
        }
    }

    /** Told again to a server that comes back, but for one without a name, of which there may be any number. */
    private void tellEnded(String name, String id) {
        LiveApplied last = applied.remove(name);
        LiveApplied.Builder ended = last == null
                ? LiveApplied.newBuilder().setRun(start.getRun()).setQuery(name).setAtMillis(System.currentTimeMillis())
                : last.toBuilder();
        LiveApplied message = ended.setEnded(true).build();
        if (!name.equals(id)) {
            applied.put(name, message);
        }
        tellApplied(message);
    }

    /**
     * With Spark 4.1's newer reader of Kafka a stream that was cut off within a batch never goes on: replaying the batch fails
     * each time when its metrics are made (SPARK-55271). Only real-time mode needs that reader. What a context sets is kept.
     */
    private void readKafkaTheOlderWay() {
        boolean isSet = !session.conf().get(OLDER_READERS, "").isEmpty();
        if (!isSet && !Triggers.isRealTime(start.getTrigger())) {
            session.conf().set(OLDER_READERS, "org.apache.spark.sql.kafka010.KafkaSourceProvider");
        }
    }

    private void requireEpochs(StreamingQuery query) {
        RunLive values = live;
        if (values != null) {
            LiveQuery.requireEpochs(query, values);
        }
    }

    private void reportApplied() {
        RunLive values = live;
        if (values == null) {
            return;
        }
        for (StreamingQuery query : session.streams().active()) {
            String id = query.id().toString();
            values.newlyApplied(id)
                    .or(() -> isIdle(query)
                            ? values.certainlyNext(id, () -> firstEpoch(query))
                            : java.util.Optional.empty())
                    .ifPresent(found -> reportApplied(found, query.name() == null ? id : query.name()));
        }
        values.newlyApplied(LiveBatch.QUERY).ifPresent(found -> reportApplied(found, LiveBatch.QUERY));
    }

    private static boolean isIdle(StreamingQuery query) {
        return !query.status().isTriggerActive() && !query.status().isDataAvailable();
    }

    /** The epoch that a query which has planned none in this attempt will begin with; negative if not known yet. */
    private long firstEpoch(StreamingQuery query) {
        var progress = query.lastProgress();
        return progress != null ? progress.batchId() : -1;
    }

    private void reportApplied(RunLive.Applied found, String query) {
        LiveApplied message = LiveApplied.newBuilder()
                .setRun(start.getRun())
                .setQuery(query)
                .setVersion(found.version())
                .setEpoch(found.epoch())
                .setAtMillis(System.currentTimeMillis())
                .build();
        applied.put(query, message);
        tellApplied(message);
    }

    /** A batch job has no epochs: a version is in effect from where the job has read it. */
    private synchronized void reportRead(Version version) {
        LiveApplied last = applied.get(JOB);
        if (last != null && last.getVersion() >= version.number()) {
            return;
        }
        LiveApplied message = LiveApplied.newBuilder()
                .setRun(start.getRun())
                .setQuery(JOB)
                .setVersion(version.number())
                .setAtMillis(System.currentTimeMillis())
                .build();
        applied.put(JOB, message);
        tellApplied(message);
    }

    private void tellApplied(LiveApplied message) {
        host.tell(FromWorker.newBuilder().setLiveApplied(message).build());
    }

    private void tellRunning() {
        running = true;
        host.tell(FromWorker.newBuilder()
                .setRunning(RunRunning.newBuilder().setRef(ref()))
                .build());
    }

    private boolean isStream() {
        HostedJob known = job;
        return known != null && known.kind() == JobKind.STREAM;
    }

    /** As {@link io.mist.api.Live#version} on this thread. */
    private long liveVersion() {
        RunLive values = live;
        return values == null ? start.getLiveVersion() : LiveHandle.versionHere(start.getRun());
    }

    private void cleanUp() {
        stopQueries();
        LiveRegistry.remove(start.getRun());
        ClassicOutput.end(start.getRun());
        InputSources.removeAll(start.getRun());
        SparkSession.clearActiveSession();
        CurrentRun.clear();
    }

    private void stopQueries() {
        for (StreamingQuery query : session.streams().active()) {
            try {
                query.stop();
            } catch (Exception e) {
                host.log().say(start.getRun(), "stopping query " + query.name() + ": " + e.getMessage());
            }
        }
    }
}
