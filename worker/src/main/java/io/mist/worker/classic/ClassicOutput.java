package io.mist.worker.classic;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.worker.contract.classic.UntypedJson;
import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.hosted.RunParts;
import io.mist.worker.link.ObjectText;
import io.mist.worker.output.SingleMessages;
import java.nio.charset.StandardCharsets;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;

/**
 * The output of a job in the old style, which publishes without being given anything to publish on: on the driver it is
 * known by the run that a thread works for, and tasks carry it as a local property.
 */
public final class ClassicOutput {

    private static final String PROPERTY = "mist.classic.output";

    private static volatile @Nullable TaskOutput last;

    /** The output of a run on its driver. */
    private record DriverOutput(SingleMessages messages) {}

    /** What the tasks of this JVM asked for last: most often all of them work for one run. */
    private record TaskOutput(String text, SingleMessages messages) {}

    private ClassicOutput() {}

    /** From now on what the run's thread publishes goes there, and what threads and tasks that it starts do. */
    public static void begin(SparkContext spark, RunParts parts, SingleMessages output) {
        // A local property would be in Spark's event log, and the worker's token with it.
        Broadcast<String> broadcast = JavaSparkContext.fromSparkContext(spark).broadcast(ObjectText.write(output));
        parts.add(DriverOutput.class, new DriverOutput(output), broadcast::destroy);
        spark.setLocalProperty(PROPERTY, ObjectText.write(broadcast));
    }

    /** Called by the library. Returns when the message is in the log. */
    public static void publish(Object message) {
        here().send(message instanceof String text ? json(text) : UntypedJson.write(message, "message"));
    }

    /** A text that is JSON, an object or an array, is published as that; any other is a JSON string. */
    private static byte[] json(String text) {
        String stripped = text.strip();
        if (stripped.startsWith("{") || stripped.startsWith("[")) {
            try {
                JsonNode node = Json.parse(stripped);
                return Json.write(node).getBytes(StandardCharsets.UTF_8);
            } catch (MistException e) {
                return UntypedJson.write(text, "message");
            }
        }
        return UntypedJson.write(text, "message");
    }

    private static SingleMessages here() {
        TaskContext task = TaskContext.get();
        SingleMessages found = task == null ? onDriver() : inTask(task.getLocalProperty(PROPERTY));
        if (found == null) {
            throw new IllegalStateException(
                    "publish was called where no run is known (expected: the thread of a job with"
                            + " MQTTPublisher, a thread or a task that was started from it)");
        }
        return found;
    }

    private static @Nullable SingleMessages onDriver() {
        DriverOutput known = HostedRuns.findHere(DriverOutput.class);
        return known == null ? null : known.messages;
    }

    private static @Nullable SingleMessages inTask(@Nullable String text) {
        if (text == null) {
            return null;
        }
        TaskOutput known = last;
        if (known == null || !known.text.equals(text)) {
            known = new TaskOutput(text, fetched(text));
            last = known;
        }
        return known.messages;
    }

    private static SingleMessages fetched(String text) {
        return ObjectText.read((String) ObjectText.read(text, Broadcast.class).value(), SingleMessages.class);
    }
}
