package io.mist.server.input;

import io.mist.server.config.InputsConfig;
import io.mist.server.config.OutputsConfig;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Retention;
import io.mist.server.route.RouteDefinition;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The retention of each channel's log: its route's, else the server's. Safe for any thread. */
public final class Retentions {

    private final Retention input;
    private final Retention output;
    private final Function<String, Optional<RouteDefinition>> routes;

    /** @param routes as they are when something is appended */
    public Retentions(InputsConfig inputs, OutputsConfig outputs, Function<String, Optional<RouteDefinition>> routes) {
        this.routes = routes;
        this.input = of(inputs.retention());
        this.output = of(outputs.retention());
    }

    private static Retention of(OutputsConfig.Retention retention) {
        return new Retention(retention.age().orElse(Duration.ofDays(36_500)), retention.size());
    }

    public Retention of(ChannelId channel) {
        Optional<RouteDefinition> route = routes.apply(channel.route());
        return switch (channel.kind()) {
            case INPUT ->
                route.map(known -> known.inputs().get(channel.name()))
                        .map(settings -> settings.retention().over(input))
                        .orElse(input);
            case OUTPUT ->
                route.map(known -> known.outputs().get(channel.name()))
                        .map(settings -> settings.retention().over(output))
                        .orElse(output);
            case DEAD_LETTERS -> output;
        };
    }
}
