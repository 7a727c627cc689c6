package io.mist.server.desk;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.channel.Broadcasts;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.LogPublication;
import io.mist.server.channel.LogReading;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.WebhookView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.gate.message.Publication;
import io.mist.server.gate.message.ReadRequest;
import io.mist.server.gate.message.ReadRequest.Target;
import io.mist.server.gate.message.Reading;
import io.mist.server.input.Pushes;
import io.mist.server.route.Routes;
import io.mist.server.run.Runs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The channels of the port: pushes, readings, publications and webhooks. Safe for any thread. */
public final class Channels {

    private final Routes routes;
    private final Runs runs;
    private final ChannelLog log;
    private final Broadcasts broadcasts;
    private final Pushes pushes;
    private volatile Function<ChannelId, List<WebhookView>> webhooks = output -> List.of();

    public Channels(Routes routes, Runs runs, ChannelLog log, Broadcasts broadcasts, Pushes pushes) {
        this.routes = routes;
        this.runs = runs;
        this.log = log;
        this.broadcasts = broadcasts;
        this.pushes = pushes;
    }

    /** Where a run that is accepted now begins to read an input. */
    long end(String route, String input) {
        return log.end(ChannelId.input(route, input));
    }

    CompletionStage<PushView> push(PushRequest request) {
        return pushes.push(request);
    }

    Reading read(ReadRequest request) {
        Target target = request.target();
        Contract contract = routes.contract(target.route());
        ChannelId channel = channel(target, contract);
        if (request.run() != null) {
            runs.require(request.run());
        }
        return LogReading.open(log, broadcasts, channel, request, schema(target, contract));
    }

    private ChannelId channel(Target target, Contract contract) {
        if (target instanceof Target.Input input) {
            return Routes.channel(
                    input.route(),
                    ChannelKind.INPUT,
                    input.name(),
                    contract.inputs().keySet());
        }
        if (target instanceof Target.Output output) {
            return output(output.route(), output.name(), contract);
        }
        Target.DeadLetters letters = (Target.DeadLetters) target;
        return deadLetters(output(letters.route(), letters.output(), contract), letters.webhook());
    }

    private static ChannelId output(String route, String name, Contract contract) {
        return Routes.channel(
                route, ChannelKind.OUTPUT, name, contract.outputs().keySet());
    }

    private ChannelId deadLetters(ChannelId output, String webhook) {
        List<String> names =
                webhooks.apply(output).stream().map(WebhookView::name).toList();
        if (!names.contains(webhook)) {
            throw MistException.caller(
                    "unknown-webhook",
                    output + " has no webhook '" + webhook + "'; "
                            + (names.isEmpty() ? "it has none" : "there are: " + String.join(", ", names)));
        }
        return output.deadLetters(webhook);
    }

    private static JsonNode schema(Target target, Contract contract) {
        Map<String, ? extends JsonNode> schemas =
                target instanceof Target.Input ? contract.inputs() : contract.outputs();
        String name = target instanceof Target.Input input
                ? input.name()
                : target instanceof Target.Output output ? output.name() : "";
        JsonNode schema = schemas.get(name);
        return schema == null ? Json.MAPPER.createObjectNode() : schema;
    }

    Publication publication(String reader) {
        return new LogPublication(log, reader);
    }

    List<WebhookView> webhooks(String route, String output) {
        return webhooks.apply(output(route, output, routes.contract(route)));
    }

    /** From now on {@link #webhooks} answers with what this door says. */
    AutoCloseable answerWebhooks(Function<ChannelId, List<WebhookView>> answers) {
        webhooks = answers;
        return () -> webhooks = output -> List.of();
    }
}
