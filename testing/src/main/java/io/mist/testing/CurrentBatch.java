package io.mist.testing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which batch a job's DStreams work on. It knows no class of DStreams, since a test without them may have none. */
final class CurrentBatch {

    /** The local property that the threads and tasks of a job's DStreams carry: which of the test's it is. */
    static final String STREAMS = "mist.test.streams";

    private static final Map<String, Long> TIMES = new ConcurrentHashMap<>();

    private CurrentBatch() {}

    static void begin(String streams, long time) {
        TIMES.put(streams, time);
    }

    static void end(String streams) {
        TIMES.remove(streams);
    }

    /** The time of the batch that was begun last; null before the first one, and when the test has ended. */
    static @Nullable Long of(String streams) {
        return TIMES.get(streams);
    }
}
