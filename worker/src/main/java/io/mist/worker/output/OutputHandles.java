package io.mist.worker.output;

import io.mist.worker.link.Publisher;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;

/** The outputs that the runs of this driver hold, for functions that come back from a checkpoint and hold older ones. */
final class OutputHandles {

    private record Key(String run, String channel) {}

    private static final Map<Key, OutputChannel<?>> HANDLES = new ConcurrentHashMap<>();

    private OutputHandles() {}

    static void add(Publisher publisher, OutputChannel<?> handle) {
        HANDLES.put(key(publisher), handle);
    }

    /** A task has its own, with the classes of its executor. */
    static OutputChannel<?> now(Publisher publisher, OutputChannel<?> read) {
        return TaskContext.get() != null ? read : HANDLES.getOrDefault(key(publisher), read);
    }

    static void forget(String run) {
        HANDLES.keySet().removeIf(key -> key.run.equals(run));
    }

    private static Key key(Publisher publisher) {
        return new Key(publisher.run(), publisher.channel());
    }
}
