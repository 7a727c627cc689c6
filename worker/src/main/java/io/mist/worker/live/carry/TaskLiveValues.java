package io.mist.worker.live.carry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.component.ContractTypes;
import io.mist.worker.link.ObjectText;
import io.mist.worker.live.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A version of a run's live values as this JVM has received it: read once, and each value made once, for all tasks. Safe for any thread.
 */
public final class TaskLiveValues {

    private static final Logger LOG = LoggerFactory.getLogger(TaskLiveValues.class);

    /** Static, as all tasks of a JVM share it. */
    private static volatile @Nullable TaskLiveValues last;

    private final String text;
    private final String run;
    private final Version version;
    private final Map<Component, Object> made = new ConcurrentHashMap<>();
    private final Map<Component, ColumnValue> columns = new ConcurrentHashMap<>();

    /** A component of a contract, as the class loader of the run knows it. */
    private record Component(ContractTypes types, String name) {}

    private TaskLiveValues(String text, String run, Version version) {
        this.text = text;
        this.run = run;
        this.version = version;
    }

    /** @param text as {@link LiveCarrier#text} has made it */
    public static TaskLiveValues of(String text) {
        // Most often all tasks of a JVM work on one version.
        TaskLiveValues known = last;
        if (known == null || !known.text.equals(text)) {
            known = ValueCache.of(text, () -> receive(text));
            last = known;
        }
        return known;
    }

    /** A version that the server has sent to a JVM that works in real time. */
    public static TaskLiveValues of(String run, long version, String values) {
        String key = "version " + version + " of " + run;
        return ValueCache.of(key, () -> {
            LOG.info(
                    "Received version {} of the live values of run {} in real time: {} characters",
                    version,
                    run,
                    values.length());
            return new ValueCache.Content<>(
                    new TaskLiveValues(key, run, new Version(version, Json.parseObject(values))), values.length());
        });
    }

    public String run() {
        return run;
    }

    public Version version() {
        return version;
    }

    /** The value of a live parameter in Java. */
    public Object value(ContractTypes types, String name) {
        return made.computeIfAbsent(new Component(types, name), ignored -> valueIn(version, types, name));
    }

    /** The value as Spark's rows hold it. */
    public ColumnValue column(ContractTypes types, String name, DataType type) {
        return columns.computeIfAbsent(new Component(types, name), ignored -> {
            Object row = types.of(name).toRowValue(value(types, name));
            return new ColumnValue(
                    type, CatalystTypeConverters.createToCatalystConverter(type).apply(row));
        });
    }

    public static Object valueIn(Version version, ContractTypes types, String name) {
        List<Problem> problems = new ArrayList<>();
        Object value = types.of(name).fromJson(version.values().path(name), name, problems);
        if (value == null) {
            throw new IllegalStateException(
                    "version " + version.number() + " of the live values cannot be read: " + problems);
        }
        return value;
    }

    private static ValueCache.Content<TaskLiveValues> receive(String text) {
        ObjectNode json = Json.parseObject(text);
        String run = json.path("run").asText();
        long number = json.path("version").asLong();
        JsonNode fetched = json.path("broadcast");
        if (fetched.isMissingNode()) {
            return new ValueCache.Content<>(
                    new TaskLiveValues(text, run, new Version(number, (ObjectNode) json.path("values"))),
                    text.length());
        }
        byte[] values = fetch(run, number, fetched.asText());
        LOG.info("Received version {} of the live values of run {}: {} bytes", number, run, values.length);
        ObjectNode object = Json.parseObject(new String(values, StandardCharsets.UTF_8));
        return new ValueCache.Content<>(new TaskLiveValues(text, run, new Version(number, object)), values.length);
    }

    private static byte[] fetch(String run, long version, String broadcast) {
        try {
            return (byte[]) ObjectText.read(broadcast, Broadcast.class).value();
        } catch (Exception e) {
            // Spark is in Scala, which declares none.
            throw new IllegalStateException(
                    "version " + version + " of the live values of run " + run + " cannot be fetched from the driver: "
                            + e.getMessage() + " (the driver keeps the last " + LiveCarrier.MOST_KEPT
                            + " large versions that no micro-batch uses; a job that runs for longer must call get() on the"
                            + " driver)",
                    e);
        }
    }
}
