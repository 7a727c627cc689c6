package io.mist.server.door.kafka;

import io.mist.server.config.KafkaConfig;
import io.mist.server.door.Binding;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import java.util.List;
import java.util.Map;

/** Topics of routes in Kafka. Requests of all routes share one topic and name their route. */
public final class KafkaBinding implements Binding {

    private static final String VERSION = "4.2.2";

    private final KafkaConfig config;
    private final Topics topics;
    private final Desk desk;

    /** @param areLogs whether channels have their logs in Kafka */
    public KafkaBinding(KafkaConfig config, boolean areLogs, Gate gate) {
        this.config = config;
        this.desk = gate.as(Caller.ofDoor("kafka"));
        this.topics = new Topics(config, areLogs, desk);
    }

    @Override
    public String protocol() {
        return "kafka";
    }

    @Override
    public String protocolVersion() {
        return VERSION;
    }

    /** The first of the servers that Mist itself was told. */
    @Override
    public String host(String reached) {
        return config.bootstrapServers().orElse("").replaceAll(",.*", "").strip();
    }

    @Override
    public List<Address> output(ChannelId output) {
        Envelope envelope =
                desk.outputSettings(output).envelope().map(Envelope::ofSetting).orElse(Envelope.CLOUDEVENTS_BINARY);
        return List.of(new Address(topics.output(output), envelope));
    }

    @Override
    public List<Address> input(ChannelId input) {
        return List.of(new Address(topics.input(input), Envelope.PLAIN));
    }

    @Override
    public Map<Use, String> topics(String route) {
        String requests = config.door().requestTopic();
        return Map.of(
                Use.START, requests,
                Use.CANCEL, requests,
                Use.LIVE_SET, requests,
                Use.REPLIES, config.door().replyTopic());
    }

    @Override
    public Map<String, String> fields(Use use, String route) {
        return switch (use) {
            case START -> Map.of("op", "start", "route", route);
            case CANCEL -> Map.of("op", "cancel", "route", route);
            case LIVE_SET -> Map.of("op", "live", "route", route);
            case REPLIES, STATE, LIVE, LIVE_OF_RUN -> Map.of();
        };
    }
}
