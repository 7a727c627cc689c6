package io.mist.server.door.mqtt;

import io.mist.server.door.Binding;
import io.mist.server.gate.Caller;
import io.mist.server.gate.Desk;
import io.mist.server.gate.Gate;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.OutputSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Topics of Mist and its routes on the broker. */
public final class MqttBinding implements Binding {

    /** Hosts that name another machine to each client. */
    private static final Set<String> HERE = Set.of("localhost", "127.0.0.1", "0.0.0.0", "::", "::1");

    private final MqttSettings settings;
    private final Desk desk;

    public MqttBinding(MqttSettings settings, Gate gate) {
        this.settings = settings;
        this.desk = gate.as(Caller.ofDoor("mqtt"));
    }

    @Override
    public String protocol() {
        return "mqtt";
    }

    @Override
    public String protocolVersion() {
        return "5.0";
    }

    @Override
    public String host(String reached) {
        return (HERE.contains(settings.host()) ? reached : settings.host()) + ":" + settings.port();
    }

    @Override
    public List<Address> output(ChannelId output) {
        OutputSettings set = desk.outputSettings(output);
        List<Address> addresses = new ArrayList<>();
        addresses.add(new Address(
                set.mqttTopic().orElse(Topics.output(output)),
                set.envelope().map(Envelope::ofSetting).orElse(Envelope.CLOUDEVENTS)));
        if (settings.publishTopic() != null) {
            addresses.add(new Address(settings.publishTopic(), Envelope.PLAIN));
        }
        return addresses;
    }

    @Override
    public List<Address> input(ChannelId input) {
        String topic = desk.inputSettings(input).mqttTopic().orElse(Topics.input(input));
        return List.of(new Address(topic, Envelope.PLAIN));
    }

    @Override
    public Map<Use, String> topics(String route) {
        Map<Use, String> topics = new EnumMap<>(Use.class);
        topics.put(Use.START, Topics.START.replace("+", route));
        topics.put(Use.CANCEL, Topics.CANCEL.replace("+", route));
        topics.put(Use.LIVE_SET, Topics.LIVE_SET.replace("+", route));
        topics.put(Use.REPLIES, Topics.replies(route));
        topics.put(Use.STATE, Topics.state(route));
        topics.put(Use.LIVE, Topics.live(route));
        topics.put(Use.LIVE_OF_RUN, Topics.live(route, "{run}"));
        return topics;
    }

    /** Topics say it all. */
    @Override
    public Map<String, String> fields(Use use, String route) {
        return Map.of();
    }
}
