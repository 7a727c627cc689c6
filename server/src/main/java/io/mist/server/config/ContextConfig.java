package io.mist.server.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A context: the settings of a Spark session and of the worker that hosts it.
 *
 * @param sparkConf Spark's own settings by their dotted names
 * @param workerMode whether all runs share one worker
 * @param maxParallelRuns more than these wait
 * @param maxQueuedRuns more than these are rejected
 * @param workerStartTimeout from the worker's launch until it is ready for runs
 * @param javaOptions options of the worker's Java, such as {@code -XX:+UseZGC}; its memory is {@code spark.driver.memory}
 * @param cancelGrace how long a cancelled run may take to stop by itself, before it is interrupted
 * @param interruptGrace how long after that, before its worker is killed
 * @param idleTimeout how long a worker without runs is kept; empty for ever
 * @param streamingDuration the batch interval of DStreams
 * @param streamingContextWait how long a run waits for the streaming context of another one on its worker to end
 */
public record ContextConfig(
        Map<String, String> sparkConf,
        WorkerMode workerMode,
        int maxParallelRuns,
        int maxQueuedRuns,
        Duration workerStartTimeout,
        List<String> javaOptions,
        Duration cancelGrace,
        Duration interruptGrace,
        Optional<Duration> idleTimeout,
        Duration streamingDuration,
        Duration streamingContextWait) {

    /**
     * Spark's web UI is off: it listens on all addresses, asks nobody for a password, and every worker would look for
     * a free port from 4040 on.
     */
    static final ContextConfig DEFAULTS = new ContextConfig(
            Map.of("spark.master", "local[*]", "spark.ui.enabled", "false"),
            WorkerMode.SHARED,
            20,
            1000,
            Duration.ofSeconds(60),
            List.of(),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Optional.empty(),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));

    /** The form of a context's name, in {@code mist.conf} and as a route's namespace. */
    public static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    public static final String NAME_RULE =
            "letters, digits, hyphens, underscores and dots, a letter or digit first, at most 100 characters";

    public ContextConfig {
        sparkConf = Map.copyOf(sparkConf);
        javaOptions = List.copyOf(javaOptions);
    }

    /** The Python beside the Spark driver, if the settings name one. */
    public Optional<String> python() {
        return Optional.ofNullable(sparkConf.get("spark.pyspark.driver.python"))
                .or(() -> Optional.ofNullable(sparkConf.get("spark.pyspark.python")));
    }

    /** Reads one context; what it does not set is as in {@code defaults}, and its Spark settings add to those. */
    static ContextConfig read(Section context, ContextConfig defaults) {
        var config = new ContextConfig(
                SparkConf.read(context.section("spark-conf"), defaults.sparkConf()),
                workerMode(context, defaults.workerMode()),
                context.integer("max-parallel-runs", defaults.maxParallelRuns(), 1, 10_000),
                context.integer("max-queued-runs", defaults.maxQueuedRuns(), 0, 1_000_000),
                context.duration(
                        "worker-start-timeout",
                        defaults.workerStartTimeout(),
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                context.texts("java-options", defaults.javaOptions()),
                context.duration("cancel-grace", defaults.cancelGrace(), Duration.ZERO, Duration.ofHours(1)),
                context.duration("interrupt-grace", defaults.interruptGrace(), Duration.ZERO, Duration.ofHours(1)),
                context.durationOrInfinite("idle-timeout", defaults.idleTimeout(), Duration.ofSeconds(1)),
                context.duration(
                        "streaming-duration", defaults.streamingDuration(), Duration.ofMillis(10), Duration.ofDays(1)),
                context.duration(
                        "streaming-context-wait", defaults.streamingContextWait(), Duration.ZERO, Duration.ofHours(1)));
        // spark-submit rejects it, and only when the worker is started.
        config.javaOptions().stream()
                .filter(option -> option.startsWith("-Xmx"))
                .forEach(option -> context.wrong(
                        "java-options",
                        "'" + option
                                + "' (expected: no -Xmx; the worker's memory is spark-conf { spark.driver.memory = \""
                                + option.substring(4) + "\" })"));
        context.rejectUnknown();
        return config;
    }

    private static WorkerMode workerMode(Section context, WorkerMode otherwise) {
        Optional<String> text = context.text("worker-mode");
        Optional<WorkerMode> mode = text.flatMap(WorkerMode::of);
        if (text.isPresent() && mode.isEmpty()) {
            context.wrong("worker-mode", Section.show(text.get()) + " (expected: shared or exclusive)");
        }
        return mode.orElse(otherwise);
    }

    static Map<String, ContextConfig> readAll(Section contexts, ContextConfig defaults) {
        var byName = new LinkedHashMap<String, ContextConfig>();
        for (String name : contexts.keys()) {
            if (NAME.matcher(name).matches()) {
                byName.put(name, read(contexts.section(name), defaults));
            } else {
                contexts.wrong(name, "a name that is not allowed (expected: " + NAME_RULE + ")");
            }
        }
        return byName;
    }
}
