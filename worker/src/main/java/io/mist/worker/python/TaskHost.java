package io.mist.worker.python;

import io.mist.worker.link.ObjectText;
import io.mist.worker.live.LiveHandle;
import io.mist.worker.output.SingleMessages;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What a task in Python can call in the JVM of its executor, through {@link TaskGateway}. Safe for any thread. */
public final class TaskHost {

    /** Senders that are remembered; beyond it the one used longest ago goes, and a second one of its name is not noticed. */
    private static final int MOST_SENDERS = 10_000;

    /** The process that each sender of a task sends from. */
    private final Map<String, String> senders = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_SENDERS;
        }
    };

    TaskHost() {}

    /**
     * The live values of a version that is too large to travel with the task; this JVM fetches it once.
     *
     * @param property the local property of the task, which names the version
     * @return JSON
     */
    public String liveValues(String property) {
        return LiveHandle.valuesOf(property);
    }

    /**
     * Publishes one message; returns when it is in the log.
     *
     * @param messages of {@link PythonHost#messages}
     * @param sender names the task, and the copy of the output in it, of which a run has no other; a retry has the same name
     * @param attempt Spark's number of this attempt at the task
     * @param process the Python process that the task works in
     * @param live the version of the live values in the task; 0 where none is known
     */
    public void send(
            String messages, String sender, long attempt, String process, long number, long live, String message) {
        requireAlone(sender + " of " + attempt, process);
        ObjectText.read(messages, SingleMessages.class)
                .sendAs(
                        sender,
                        number,
                        live == 0 ? OptionalLong.empty() : OptionalLong.of(live),
                        message.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Two processes of one task that count under one name would take each other's messages for repeated ones. It happens
     * when one function stands at two places of a plan that Spark runs in one stage.
     */
    private void requireAlone(String sender, String process) {
        String other;
        synchronized (senders) {
            other = senders.putIfAbsent(sender, process);
        }
        if (other != null && !other.equals(process)) {
            throw new IllegalStateException(
                    "one function that sends stands at two places of a plan, and a retry could not tell"
                            + " their messages apart (expected: a udf(…) of its own for each place)");
        }
    }
}
