package io.mist.server.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import java.time.Duration;

/**
 * What a start has been resolved to: validated, complete and no longer dependent on the route, which may change.
 *
 * @param job the job's name
 * @param artifact {@code sha256:…}
 * @param artifactPath the kept copy of exactly that artifact
 * @param parameters the fixed parameters, with defaults
 * @param live the initial live values
 * @param trigger as in the route; empty for Spark's own
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
        Restart restart) {

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
