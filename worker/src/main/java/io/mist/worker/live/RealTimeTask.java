package io.mist.worker.live;

import io.mist.worker.link.ServerAccess;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The version that a task in real-time mode works with: looked up when a record comes in, and then the same for all that is
 * made of this record. Confined to the task's thread.
 */
final class RealTimeTask {

    private static final ThreadLocal<@Nullable RealTimeTask> HERE = new ThreadLocal<>();

    private final long task;
    private final NewestVersion newest;
    private Told told;

    private RealTimeTask(long task, NewestVersion newest) {
        this.task = task;
        this.newest = newest;
        this.told = newest.told();
    }

    /** A record comes in. */
    static void nextRecord(ServerAccess server, String query) {
        TaskContext context = TaskContext.get();
        RealTimeTask here = HERE.get();
        if (here != null && here.task == context.taskAttemptId()) {
            here.told = here.newest.told();
        } else {
            begin(context, server, query);
        }
    }

    private static void begin(TaskContext context, ServerAccess server, String query) {
        Told first = Told.of(context.getLocalProperty(LiveRegistry.PROPERTY));
        long epoch = Long.parseLong(context.getLocalProperty(LiveRule.EPOCH));
        NewestVersion newest = NewestVersion.join(server, query, epoch, first);
        HERE.set(new RealTimeTask(context.taskAttemptId(), newest));
        context.addTaskCompletionListener((TaskCompletionListener) ended -> {
            HERE.remove();
            newest.leave();
        });
    }

    /** Of the record that this thread works on; null if it works on none in real-time mode. */
    static @Nullable Told told(String run) {
        RealTimeTask here = HERE.get();
        boolean isIt = here != null && here.told.run().equals(run) && isOf(here.task);
        return isIt ? here.told : null;
    }

    private static boolean isOf(long task) {
        TaskContext context = TaskContext.get();
        return context != null && context.taskAttemptId() == task;
    }
}
