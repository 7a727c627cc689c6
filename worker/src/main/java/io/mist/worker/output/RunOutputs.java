package io.mist.worker.output;

import io.mist.worker.hosted.HostedRuns;
import io.mist.worker.link.Publisher;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of one run on its driver: the sinks of its queries, as options are texts and cannot hold them, and the
 * channels that the job holds, for functions that come back from a checkpoint with older ones. Safe for any thread.
 */
public final class RunOutputs {

    private static final String BETWEEN = "/";

    private final Map<String, EpochSink> sinks = new ConcurrentHashMap<>();
    private final Map<String, OutputChannel<?>> channels = new ConcurrentHashMap<>();

    /** @return the name of the sink on this driver */
    String add(EpochSink sink) {
        String name = sink.publisher().run() + BETWEEN + UUID.randomUUID();
        sinks.put(name, sink);
        return name;
    }

    static @Nullable EpochSink sink(String name) {
        RunOutputs outputs = HostedRuns.find(name.split(BETWEEN, 2)[0], RunOutputs.class);
        return outputs == null ? null : outputs.sinks.get(name);
    }

    void add(Publisher publisher, OutputChannel<?> channel) {
        channels.put(publisher.channel(), channel);
    }

    /** The channel of this attempt. A task has its own, with the classes of its executor. */
    static OutputChannel<?> current(Publisher publisher, OutputChannel<?> read) {
        RunOutputs outputs = TaskContext.get() != null ? null : HostedRuns.find(publisher.run(), RunOutputs.class);
        return outputs == null ? read : outputs.channels.getOrDefault(publisher.channel(), read);
    }
}
