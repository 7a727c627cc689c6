package io.mist.worker.input;

import io.mist.worker.hosted.HostedRuns;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one run, by channel. An option of a stream is shown in plans, so it holds only a name and not the way to the
 * server. Safe for any thread.
 */
public final class RunInputs {

    private static final String BETWEEN = "/";

    private final Map<String, InputSource> sources = new ConcurrentHashMap<>();

    public void add(InputSource source) {
        sources.put(source.channel(), source);
    }

    /** The name of an input on this driver: its run and its channel. */
    static String name(InputSource source) {
        return source.server().run() + BETWEEN + source.channel();
    }

    static InputSource require(String name) {
        String[] parts = name.split(BETWEEN, 2);
        RunInputs inputs = HostedRuns.find(parts[0], RunInputs.class);
        @Nullable InputSource source = inputs == null || parts.length < 2 ? null : inputs.sources.get(parts[1]);
        if (source == null) {
            throw new IllegalStateException("no input '" + name + "' on this worker: its run has ended");
        }
        return source;
    }
}
