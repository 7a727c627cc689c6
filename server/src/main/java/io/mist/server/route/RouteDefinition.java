package io.mist.server.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.config.RestartConfig;
import io.mist.server.gate.message.InputSettings;
import io.mist.server.gate.message.OutputSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A route as {@code router.conf} writes it; whether its artifact and class exist is not known yet. The JSON objects
 * are shared and not to be changed.
 *
 * @param path the artifact: an absolute path of the file system, or what has a scheme, such as {@code hdfs:}
 * @param className the class or object with the job, or the Python function
 * @param namespace the context that its runs run in
 * @param parameters fixed: callers neither see nor set them
 * @param defaults what a parameter is when the caller does not set it
 * @param live initial live values when the caller does not set them
 * @param trigger {@code available-now}, {@code once}, {@code real-time}, {@code real-time <n>
 *     milliseconds} or {@code <n> milliseconds}; empty for the job's own
 * @param outputs settings by output; whether the job has it is not known yet
 * @param inputs settings by input; whether the job has it is not known yet
 * @param line where it begins in {@code router.conf}
 */
public record RouteDefinition(
        String name,
        String path,
        String className,
        String namespace,
        ObjectNode parameters,
        ObjectNode defaults,
        ObjectNode live,
        Optional<String> trigger,
        Restart restart,
        Map<String, OutputSettings> outputs,
        Map<String, InputSettings> inputs,
        int line) {

    public RouteDefinition {
        parameters = parameters.deepCopy();
        defaults = defaults.deepCopy();
        live = live.deepCopy();
        outputs = Map.copyOf(outputs);
        inputs = Map.copyOf(inputs);
    }

    /** The route's own settings of restarts. */
    public record Restart(OptionalInt maxRestarts, Optional<Duration> backoff) {

        /** The server's settings with the route's in their place. */
        public RestartConfig over(RestartConfig server) {
            Duration first = backoff.orElse(server.backoff());
            Duration longest = first.compareTo(server.maxBackoff()) > 0 ? first : server.maxBackoff();
            return new RestartConfig(maxRestarts.orElse(server.maxRestarts()), first, longest, server.healthyAfter());
        }
    }

    /** Whether both mean the same, on whatever line they stand: an edit further up moves a route and changes nothing. */
    public boolean isSameAs(RouteDefinition other) {
        return equals(other.onLine(line));
    }

    private RouteDefinition onLine(int newLine) {
        return new RouteDefinition(
                name,
                path,
                className,
                namespace,
                parameters,
                defaults,
                live,
                trigger,
                restart,
                outputs,
                inputs,
                newLine);
    }
}
