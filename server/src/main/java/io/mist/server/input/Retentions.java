package io.mist.server.input;

import io.mist.server.config.InputsConfig;
import io.mist.server.config.OutputsConfig;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Retention;
import io.mist.server.route.RouteDefinition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What each channel's log keeps: as its route says, else as the server's settings say. Safe for any thread. */
public final class Retentions {

    private final Retention input;
    private final Retention output;
    /** Those that something was pushed to; as many as there are channels. */
    private final Set<ChannelId> inputs = ConcurrentHashMap.newKeySet();

    private volatile Function<String, Optional<RouteDefinition>> routes = name -> Optional.empty();

    public Retentions(InputsConfig inputs, OutputsConfig outputs) {
        this.input = of(inputs.retention());
        this.output = of(outputs.retention());
    }

    private static Retention of(OutputsConfig.Retention retention) {
        return new Retention(retention.age().orElse(Duration.ofDays(36_500)), retention.size());
    }

    /** From then on routes are asked: the logs are open before there are routes. */
    public void ask(Function<String, Optional<RouteDefinition>> by) {
        routes = by;
    }

    /** To be told before the first push: what a log keeps is asked when something is appended. */
    void isInput(ChannelId channel) {
        inputs.add(channel);
    }

    public Retention of(ChannelId channel) {
        Optional<RouteDefinition> route = routes.apply(channel.route());
        String name = channel.name();
        return inputs.contains(channel)
                ? route.map(known -> known.inputs().get(name))
                        .map(settings -> settings.retention().over(input))
                        .orElse(input)
                : route.map(known -> known.outputs().get(name))
                        .map(settings -> settings.retention().over(output))
                        .orElse(output);
    }
}
