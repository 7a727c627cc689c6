package io.mist.server.input;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.route.Routes;
import java.util.Map;
import java.util.Objects;

/** The inputs of the routes there are. */
public record RouteInputs(Routes routes, Retentions retentions) implements Pushes.Inputs {

    @Override
    public ObjectNode schema(ChannelId channel) {
        Map<String, ObjectNode> inputs = routes.contract(channel.route()).inputs();
        Routes.channel(channel.route(), ChannelKind.INPUT, channel.name(), inputs.keySet());
        return Objects.requireNonNull(inputs.get(channel.name()));
    }

    @Override
    public void isInput(ChannelId channel) {
        retentions.isInput(channel);
    }
}
