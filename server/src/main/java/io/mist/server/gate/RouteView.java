package io.mist.server.gate;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mist.protocol.Contract;
import io.mist.protocol.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route as clients see it.
 *
 * @param state ready, loading or broken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteView(
        String route,
        String artifact,
        String className,
        String namespace,
        String state,
        List<Problem> problems,
        @Nullable Contract contract) {}
