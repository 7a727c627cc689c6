package io.mist.worker.run;

import io.mist.worker.hosted.HostedRuns;
import org.apache.spark.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Which run a thread works for: known on the run's thread, on threads started from it (as those of streaming queries
 * are), and in tasks, which carry it as a local property.
 */
final class CurrentRun {

    private static final InheritableThreadLocal<String> RUN = new InheritableThreadLocal<>();

    private CurrentRun() {}

    static void set(String run) {
        RUN.set(run);
    }

    static void clear() {
        RUN.remove();
    }

    static @Nullable String get() {
        TaskContext task = TaskContext.get();
        return task != null ? task.getLocalProperty(HostedRuns.LOCAL_PROPERTY) : RUN.get();
    }
}
