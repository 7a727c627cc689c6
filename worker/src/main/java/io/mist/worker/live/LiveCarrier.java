package io.mist.worker.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.worker.link.ObjectText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Brings the versions of one run's live values from its driver to tasks. A small version travels with every task; a large
 * one is broadcast, and each executor fetches it once, when a task first asks for it. Safe for any thread.
 */
final class LiveCarrier {

    /** So many bytes of JSON travel with every task; more are broadcast. */
    static final int MOST_INLINE = 8 << 10;

    /**
     * Large versions that no micro-batch, and no batch of DStreams, uses: they stay on the driver, for jobs that began under
     * them, and leave the executors. The oldest goes when there are more.
     */
    static final int MOST_KEPT = 16;

    private final String run;
    private final Map<Long, Carried> versions = new LinkedHashMap<>();

    /** How one version travels. */
    private static final class Carried {

        private final String text;
        private final @Nullable Broadcast<byte[]> values;
        /** By the name of the live parameter, of those that are large and stand in a plan. */
        private final Map<String, LargeValue> columns = new HashMap<>();

        private final Set<String> small = new HashSet<>();

        private Carried(String text, @Nullable Broadcast<byte[]> values) {
            this.text = text;
            this.values = values;
        }

        private void leaveExecutors() {
            if (values != null) {
                values.unpersist(false);
            }
            columns.values().forEach(LargeValue::leaveExecutors);
        }

        private void destroy() {
            if (values != null) {
                values.destroy();
            }
            columns.values().forEach(LargeValue::destroy);
        }
    }

    LiveCarrier(String run) {
        this.run = run;
    }

    /**
     * What tasks are told: run and version, and either the values or what they are fetched by.
     *
     * @param inUse the versions that micro-batches may still ask for
     */
    synchronized String text(SparkContext context, Version version, Set<Long> inUse) {
        return carried(context, version, inUse).text;
    }

    /** What stands in a plan for a value that is too large for a literal; null for any other. */
    synchronized @Nullable Expression column(
            SparkContext context, Version version, String name, LiveType type, Set<Long> inUse) {
        Carried carried = isMadeOfMany(type.dataType()) ? carried(context, version, inUse) : null;
        if (carried == null || carried.values == null || carried.small.contains(name)) {
            return null;
        }
        LargeValue known = carried.columns.get(name);
        if (known == null && isSmall(version.values(), name)) {
            carried.small.add(name);
        } else if (known == null) {
            known = LargeValue.of(context, name, type.dataType(), type.literal(version));
            carried.columns.put(name, known);
        }
        return known;
    }

    private static boolean isMadeOfMany(DataType type) {
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    }

    private static boolean isSmall(ObjectNode values, String name) {
        return Json.write(values.path(name)).length() <= MOST_INLINE;
    }

    private Carried carried(SparkContext context, Version version, Set<Long> inUse) {
        Carried known = versions.get(version.number());
        if (known == null) {
            known = carry(context, version);
            versions.put(version.number(), known);
            release(version.number(), inUse);
        }
        return known;
    }

    private Carried carry(SparkContext context, Version version) {
        ObjectNode text = Json.MAPPER.createObjectNode().put("run", run).put("version", version.number());
        byte[] values = Json.write(version.values()).getBytes(StandardCharsets.UTF_8);
        if (values.length <= MOST_INLINE) {
            return new Carried(Json.write(text.set("values", version.values())), null);
        }
        Broadcast<byte[]> broadcast = JavaSparkContext.fromSparkContext(context).broadcast(values);
        return new Carried(Json.write(text.put("broadcast", ObjectText.write(broadcast))), broadcast);
    }

    /** Small versions cost nothing to make again. */
    private void release(long current, Set<Long> inUse) {
        versions.entrySet().removeIf(entry -> entry.getKey() != current && entry.getValue().values == null);
        int kept = 0;
        for (Map.Entry<Long, Carried> entry : versions.entrySet()) {
            if (entry.getKey() != current && !inUse.contains(entry.getKey())) {
                entry.getValue().leaveExecutors();
                kept++;
            }
        }
        Iterator<Map.Entry<Long, Carried>> oldest = versions.entrySet().iterator();
        while (kept > MOST_KEPT) {
            Map.Entry<Long, Carried> entry = oldest.next();
            if (entry.getKey() != current && !inUse.contains(entry.getKey())) {
                entry.getValue().destroy();
                oldest.remove();
                kept--;
            }
        }
    }

    /** The run has ended: no task of it asks any more. */
    synchronized void close() {
        versions.values().forEach(Carried::destroy);
        versions.clear();
    }
}
