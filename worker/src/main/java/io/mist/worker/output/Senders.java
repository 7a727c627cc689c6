package io.mist.worker.output;

import io.mist.worker.link.Publisher;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Who sends, by where {@code send} is called. A task is named by its stage and partition, so that its retry repeats the
 * ids of its messages and the log drops those it has; the stage's number is Spark's and differs between attempts of a
 * run. Any other thread of an executor sends under a name of its own JVM.
 */
final class Senders {

    /** Beyond it the sender that was used least recently goes; the next one has a new name, so nothing is lost. */
    private static final int MAX_OUTSIDE_TASKS = 1_000;

    private record Key(long task, Publisher publisher) {}

    /** Static, as the copies of an output in one task share a sender, and come from Spark one by one. */
    private static final Map<Key, Sender> OF_TASKS = new ConcurrentHashMap<>();

    /** Static for the same reason, for threads of an executor that are no task's. */
    private static final Map<Publisher, Sender> OUTSIDE_TASKS = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Publisher, Sender> eldest) {
            return size() > MAX_OUTSIDE_TASKS;
        }
    };

    private Senders() {}

    static Sender onExecutor(Publisher publisher) {
        TaskContext task = TaskContext.get();
        return task == null ? outsideTasks(publisher) : ofTask(publisher, task);
    }

    private static Sender ofTask(Publisher publisher, TaskContext task) {
        Key key = new Key(task.taskAttemptId(), publisher);
        return OF_TASKS.computeIfAbsent(key, ignored -> {
            task.addTaskCompletionListener((TaskCompletionListener) ended -> OF_TASKS.remove(key));
            return new Sender(publisher.of(publisher.query() + "." + task.stageId() + "." + task.partitionId()));
        });
    }

    private static Sender outsideTasks(Publisher publisher) {
        synchronized (OUTSIDE_TASKS) {
            return OUTSIDE_TASKS.computeIfAbsent(
                    publisher, ignored -> new Sender(publisher.of(publisher.query() + "." + UUID.randomUUID())));
        }
    }
}
