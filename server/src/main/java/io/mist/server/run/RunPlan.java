package io.mist.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a start has been resolved to: validated, complete and no longer dependent on the route, which may change.
 *
 * @param job the job's name
 * @param artifact {@code sha256:…}
 * @param artifactPath the kept copy of exactly that artifact
 * @param parameters the fixed parameters, with defaults
 * @param live the initial live values
 * @param trigger as in the route; empty for Spark's own
 * @param inputs by channel
 */
public record RunPlan(
        String route,
        String namespace,
        String job,
        String artifact,
        String artifactPath,
        String className,
        Contract contract,
        ObjectNode parameters,
        ObjectNode live,
        String trigger,
        Restart restart,
        Map<String, Input> inputs) {

    /** Plans that were stored before there were inputs have none. */
    public RunPlan {
        inputs = inputs == null ? Map.of() : Map.copyOf(inputs);
    }

    /**
     * What a run reads of an input.
     *
     * @param from the offset it begins at when it has no checkpoint yet
     * @param maxRowsPerBatch so much a micro-batch takes at most
     */
    public record Input(long from, int maxRowsPerBatch) {}

    /** The same with the inputs from where they are now. */
    public RunPlan from(ToLongFunction<String> end) {
        Map<String, Input> begun = new HashMap<>();
        inputs.forEach((name, input) -> begun.put(name, new Input(end.applyAsLong(name), input.maxRowsPerBatch())));
        return new RunPlan(
                route,
                namespace,
                job,
                artifact,
                artifactPath,
                className,
                contract,
                parameters,
                live,
                trigger,
                restart,
                begun);
    }

    /**
     * How a stream that failed is started again.
     *
     * @param maxRestarts so many times, until it has run healthily for {@code healthyAfter}
     * @param backoff the first pause, doubled for each further one up to {@code maxBackoff}
     */
    public record Restart(int maxRestarts, Duration backoff, Duration maxBackoff, Duration healthyAfter) {

        public Duration pause(int restartsSoFar) {
            long factor = 1L << Math.min(restartsSoFar, 20);
            Duration pause = backoff.multipliedBy(factor);
            return pause.compareTo(maxBackoff) > 0 ? maxBackoff : pause;
        }
    }
}
