package io.mist.worker.live.carry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.worker.link.ObjectText;
import io.mist.worker.live.version.Version;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Brings the versions of one run's live values from its driver to tasks. A small version travels with every task; a large
 * one is broadcast, and each executor fetches it once, when a task first needs it. Safe for any thread.
 */
public final class LiveCarrier {

    /** The most bytes of JSON that travel with every task; more are broadcast. */
    public static final int MOST_INLINE = 8 << 10;

    /**
     * Large versions that no micro-batch, and no batch of DStreams, uses: they stay on the driver, for jobs that began under
     * them, and leave the executors. The oldest goes when there are more.
     */
    public static final int MOST_KEPT = 16;

    private final String run;
    private final Map<Long, VersionParcel> versions = new LinkedHashMap<>();

    public LiveCarrier(String run) {
        this.run = run;
    }

    /**
     * What travels with each task: run and version, and either the values or what they are fetched by.
     *
     * @param inUse the versions that micro-batches may still need
     */
    public synchronized String text(SparkContext context, Version version, Set<Long> inUse) {
        return parcel(context, version, inUse).text();
    }

    /**
     * The broadcast of a value that is too large for a literal in a plan; null for any other.
     *
     * @param value as Spark's internal rows hold it; called once per version
     */
    public synchronized @Nullable LargeColumn column(
            SparkContext context,
            Version version,
            String name,
            DataType type,
            Supplier<Object> value,
            Set<Long> inUse) {
        VersionParcel parcel = isMadeOfMany(type) ? parcel(context, version, inUse) : null;
        if (parcel == null || !parcel.isLarge() || parcel.small().contains(name)) {
            return null;
        }
        LargeColumn known = parcel.columns().get(name);
        if (known == null && isSmall(version.values(), name)) {
            parcel.small().add(name);
        } else if (known == null) {
            known = LargeColumn.of(context, name, type, value.get());
            parcel.columns().put(name, known);
        }
        return known;
    }

    private static boolean isMadeOfMany(DataType type) {
        return type instanceof ArrayType || type instanceof MapType || type instanceof StructType;
    }

    private static boolean isSmall(ObjectNode values, String name) {
        return Json.write(values.path(name)).length() <= MOST_INLINE;
    }

    private VersionParcel parcel(SparkContext context, Version version, Set<Long> inUse) {
        VersionParcel known = versions.get(version.number());
        if (known == null) {
            known = pack(context, version);
            versions.put(version.number(), known);
            release(version.number(), inUse);
        }
        return known;
    }

    private VersionParcel pack(SparkContext context, Version version) {
        ObjectNode text = Json.MAPPER.createObjectNode().put("run", run).put("version", version.number());
        byte[] values = Json.write(version.values()).getBytes(StandardCharsets.UTF_8);
        if (values.length <= MOST_INLINE) {
            return new VersionParcel(Json.write(text.set("values", version.values())), null);
        }
        Broadcast<byte[]> broadcast = JavaSparkContext.fromSparkContext(context).broadcast(values);
        return new VersionParcel(Json.write(text.put("broadcast", ObjectText.write(broadcast))), broadcast);
    }

    /** Small versions cost nothing to make again. */
    private void release(long current, Set<Long> inUse) {
        versions.entrySet()
                .removeIf(
                        entry -> entry.getKey() != current && !entry.getValue().isLarge());
        int kept = 0;
        for (Map.Entry<Long, VersionParcel> entry : versions.entrySet()) {
            if (entry.getKey() != current && !inUse.contains(entry.getKey())) {
                entry.getValue().leaveExecutors();
                kept++;
            }
        }
        Iterator<Map.Entry<Long, VersionParcel>> oldest = versions.entrySet().iterator();
        while (kept > MOST_KEPT) {
            Map.Entry<Long, VersionParcel> entry = oldest.next();
            if (entry.getKey() != current && !inUse.contains(entry.getKey())) {
                entry.getValue().destroy();
                oldest.remove();
                kept--;
            }
        }
    }

    /** Ends what executors hold: the run has ended, and none of its tasks needs them. */
    public synchronized void close() {
        versions.values().forEach(VersionParcel::destroy);
        versions.clear();
    }
}
