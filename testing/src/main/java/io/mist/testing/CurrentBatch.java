package io.mist.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The batch that a job's DStreams process. It refers to no class of DStreams, since a test without them may lack them. */
final class CurrentBatch {

    /** The local property on the threads and tasks of a job's DStreams that identifies these streams. */
    static final String STREAMS = "mist.test.streams";

    private static final Map<String, Long> TIMES = new ConcurrentHashMap<>();

    private CurrentBatch() {}

    static void begin(String streams, long time) {
        TIMES.put(streams, time);
    }

    static void end(String streams) {
        TIMES.remove(streams);
    }

    /** The time of the batch that began last; null before the first batch and after the test. */
    static @Nullable Long of(String streams) {
        return TIMES.get(streams);
    }
}
