package io.mist.worker.classic;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.worker.contract.classic.UntypedJson;
import io.mist.worker.link.ObjectText;
import io.mist.worker.live.LiveBatch;
import io.mist.worker.output.SingleMessages;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The output of a job in the old style, which publishes without being given anything to publish on: on the driver it is
 * known by the run that a thread works for, and tasks carry it as a local property.
 */
public final class ClassicOutput {

    private static final String PROPERTY = "mist.classic.output";

    private static final Map<String, Running> RUNS = new ConcurrentHashMap<>();

    private static volatile @Nullable Received last;

    /** @param carried how tasks get the output: a local property would be in Spark's event log, and the worker's token with it */
    private record Running(SingleMessages output, Broadcast<String> carried) {}

    /** What the tasks of this JVM were told last: most often all of them work for one run. */
    private record Received(String text, SingleMessages output) {}

    private ClassicOutput() {}

    /** From now on what the run's thread publishes goes there, and what threads and tasks that it starts do. */
    public static void begin(SparkContext spark, String run, SingleMessages output) {
        Broadcast<String> carried = JavaSparkContext.fromSparkContext(spark).broadcast(ObjectText.write(output));
        RUNS.put(run, new Running(output, carried));
        spark.setLocalProperty(PROPERTY, ObjectText.write(carried));
    }

    public static void end(String run) {
        Running ended = RUNS.remove(run);
        if (ended != null) {
            ended.carried.destroy();
        }
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
        // Not getOrCreate(), which tries to make one on an executor.
        Option<SparkContext> spark = SparkContext$.MODULE$.getActive();
        String run = spark.isEmpty() ? null : spark.get().getLocalProperty(LiveBatch.RUN);
        Running known = run == null ? null : RUNS.get(run);
        return known == null ? null : known.output;
    }

    private static @Nullable SingleMessages inTask(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Received known = last;
        if (known == null || !known.text.equals(text)) {
            known = new Received(text, fetched(text));
            last = known;
        }
        return known.output;
    }

    private static SingleMessages fetched(String text) {
        return ObjectText.read((String) ObjectText.read(text, Broadcast.class).value(), SingleMessages.class);
    }
}
