package io.mist.server.gate.message;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.gate.Gate;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to read of a channel, checked.
 *
 * @param run only messages of this run, or null
 */
public record ReadRequest(
        ChannelId channel, Envelope envelope, @Nullable String run, MessageFilter filter, Start start) {

    /** Which channel of a route: exactly one of both is set. */
    public record Target(
            String route, @Nullable String output, @Nullable String input) {

        public static Target output(String route, String output) {
            return new Target(route, output, null);
        }

        public static Target input(String route, String input) {
            return new Target(route, null, input);
        }

        private ChannelId channel(Gate gate) {
            if (output != null) {
                return gate.output(route, output);
            }
            if (input != null) {
                return gate.input(route, input);
            }
            throw new IllegalArgumentException("a target without output and input");
        }

        private JsonNode schema(@Nullable Contract contract) {
            JsonNode schema = contract == null
                    ? null
                    : output == null
                            ? contract.inputs().get(input)
                            : contract.outputs().get(output);
            return schema == null ? Json.MAPPER.createObjectNode() : schema;
        }
    }

    /**
     * @param from as {@link Start#parse} reads it
     * @param filter not yet compared with the channel's schema
     * @throws MistException of kind caller
     */
    public static ReadRequest of(
            Gate gate, Target target, String from, @Nullable String run, String envelope, MessageFilter filter) {
        ChannelId channel = target.channel(gate);
        Envelope wrapped = Envelope.parse(envelope);
        Contract contract = gate.route(target.route()).contract();
        if (run != null) {
            gate.run(run);
        }
        filter.requireFieldsOf(target.schema(contract));
        Start start = Start.parse(gate.channels(), channel, from);
        if (start instanceof Start.Latest) {
            requireKey(channel, target.schema(contract));
        }
        return new ReadRequest(channel, wrapped, run, filter, start);
    }

    private static void requireKey(ChannelId channel, JsonNode schema) {
        if (schema.path(Contract.KEY).isEmpty()) {
            throw MistException.caller(
                    "no-key",
                    "from: 'snapshot' of " + channel
                            + ", which has no key (expected: an output whose record marks its key with @Key;"
                            + " from=earliest reads all messages)");
        }
    }
}
