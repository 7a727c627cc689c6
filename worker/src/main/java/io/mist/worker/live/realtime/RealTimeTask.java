package io.mist.worker.live.realtime;

import io.mist.worker.link.ServerAccess;
import io.mist.worker.live.carry.TaskLiveValues;
import io.mist.worker.live.carry.TaskProperties;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The version that a task in real-time mode works with: looked up when a record comes in, and then the same for all that is
 * made of this record. Confined to the task's thread.
 */
public final class RealTimeTask {

    private static final ThreadLocal<@Nullable RealTimeTask> HERE = new ThreadLocal<>();

    private final long task;
    private final NewestVersion newest;
    private TaskLiveValues values;

    private RealTimeTask(long task, NewestVersion newest) {
        this.task = task;
        this.newest = newest;
        this.values = newest.newest();
    }

    /** A record comes in. */
    static void nextRecord(ServerAccess server, String query) {
        TaskContext context = TaskContext.get();
        RealTimeTask here = HERE.get();
        if (here != null && here.task == context.taskAttemptId()) {
            here.values = here.newest.newest();
        } else {
            begin(context, server, query);
        }
    }

    private static void begin(TaskContext context, ServerAccess server, String query) {
        TaskLiveValues first = TaskLiveValues.of(context.getLocalProperty(TaskProperties.LIVE));
        long epoch = Long.parseLong(context.getLocalProperty(TaskProperties.EPOCH));
        NewestVersion newest = NewestVersion.join(server, query, epoch, first);
        HERE.set(new RealTimeTask(context.taskAttemptId(), newest));
        context.addTaskCompletionListener((TaskCompletionListener) ended -> {
            HERE.remove();
            newest.leave();
        });
    }

    /** The values for the record that this thread works on; null if it works on none in real-time mode. */
    public static @Nullable TaskLiveValues values(String run) {
        RealTimeTask here = HERE.get();
        boolean isIt = here != null && here.values.run().equals(run) && isOf(here.task);
        return isIt ? here.values : null;
    }

    private static boolean isOf(long task) {
        TaskContext context = TaskContext.get();
        return context != null && context.taskAttemptId() == task;
    }
}
