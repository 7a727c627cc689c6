package io.mist.worker.input;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The inputs of the runs of this worker, by name: an option of a stream is shown in plans, so it holds only the name and not
 * the way to the server. Safe for any thread.
 */
public final class InputSources {

    private static final Map<String, InputSource> SOURCES = new ConcurrentHashMap<>();

    private InputSources() {}

    public static void add(InputSource source) {
        SOURCES.put(name(source), source);
    }

    /** Removes the inputs of a run that has ended. */
    public static void removeAll(String run) {
        SOURCES.values().removeIf(source -> source.server().run().equals(run));
    }

    static String name(InputSource source) {
        return source.server().run() + "/" + source.channel();
    }

    static InputSource require(String name) {
        InputSource source = SOURCES.get(name);
        if (source == null) {
            throw new IllegalStateException("no input '" + name + "' on this worker: its run has ended");
        }
        return source;
    }
}
