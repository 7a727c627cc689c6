package io.mist.worker.dstream;

import io.mist.worker.hosted.HostedRuns;
import java.lang.reflect.Field;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.streaming.DStreamGraph;
import org.apache.spark.streaming.StreamingContext;
import org.apache.spark.streaming.dstream.DStream;
import org.apache.spark.streaming.scheduler.StreamingListener;
import org.apache.spark.streaming.scheduler.StreamingListenerStreamingStarted;
import org.apache.spark.streaming.ui.StreamingJobProgressListener;
import org.jspecify.annotations.Nullable;
import scala.collection.mutable.ArraySeq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * Takes a streaming context into its run when it is started, wherever it was made. Spark makes this listener within {@code
 * StreamingContext.start()}, on the thread that calls it, after the context's own listener is there and before its first
 * batch. Spark gives no listener the context that it is for; the context's own one knows.
 */
public final class StreamingStart implements StreamingListener {

    private static final String LISTENERS = "spark.streaming.extraListeners";
    private static final String STOPS_SPARK = "spark.streaming.stopSparkContextByDefault";

    private final @Nullable RunStreaming streaming;

    /** Called by Spark. */
    public StreamingStart(SparkConf ignored) {
        RunStreaming found = HostedRuns.findHere(RunStreaming.class);
        if (found != null) {
            StreamingContext context = starting();
            found.take(context);
            scope(context.graph(), found.run());
        }
        this.streaming = found;
    }

    /** From now on all streaming contexts of this Spark context are taken; stopping one leaves Spark running. */
    public static synchronized void install(SparkContext context) {
        SparkConf conf = context.conf();
        String name = StreamingStart.class.getName();
        String listeners = conf.get(LISTENERS, "");
        if (!listeners.contains(name)) {
            conf.set(LISTENERS, listeners.isEmpty() ? name : listeners + "," + name);
            conf.setIfMissing(STOPS_SPARK, "false");
        }
    }

    @Override
    public void onStreamingStarted(StreamingListenerStreamingStarted started) {
        if (streaming != null) {
            streaming.started();
        }
    }

    private static StreamingContext starting() {
        List<StreamingJobProgressListener> listeners = CollectionConverters.asJava(SparkContext.getOrCreate()
                .listenerBus()
                .findListenersByClass(ClassTag$.MODULE$.apply(StreamingJobProgressListener.class)));
        return (StreamingContext) read(listeners.get(listeners.size() - 1), "ssc");
    }

    private static void scope(DStreamGraph graph, String run) {
        DStream<?>[] outputs = graph.getOutputStreams();
        for (int i = 0; i < outputs.length; i++) {
            // Those of a checkpoint are already.
            if (outputs[i] instanceof ScopedOutput known) {
                known.belongTo(run);
            } else {
                ScopedOutput scoped = new ScopedOutput(run, outputs[i]);
                scoped.setGraph(graph);
                outputs[i] = scoped;
            }
        }
        write(graph, "outputStreams", ArraySeq.make(outputs));
    }

    private static Object read(Object owner, String name) {
        try {
            return field(owner, name).get(owner);
        } catch (IllegalAccessException e) {
            throw unknown(owner, name, e);
        }
    }

    private static void write(Object owner, String name, Object value) {
        try {
            field(owner, name).set(owner, value);
        } catch (IllegalAccessException e) {
            throw unknown(owner, name, e);
        }
    }

    private static Field field(Object owner, String name) {
        try {
            Field field = owner.getClass().getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw unknown(owner, name, e);
        }
    }

    private static IllegalStateException unknown(Object owner, String name, Exception cause) {
        return new IllegalStateException(
                "this Spark's " + owner.getClass().getName() + " has no field '" + name
                        + "' that can be used (expected: Spark 4.1), so DStreams cannot run",
                cause);
    }
}
