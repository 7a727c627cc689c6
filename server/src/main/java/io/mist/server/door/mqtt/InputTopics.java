package io.mist.server.door.mqtt;

import io.mist.server.gate.Desk;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.InputSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The inputs by the topics whose messages they take. Safe for any thread. */
final class InputTopics {

    private final Desk desk;
    private volatile Map<String, List<ChannelId>> byTopic = Map.of();
    private volatile Map<ChannelId, String> topics = Map.of();

    InputTopics(Desk desk) {
        this.desk = desk;
    }

    /** Reads what routes set from scratch. */
    void refresh() {
        Map<ChannelId, String> set = new HashMap<>();
        desk.inputSettings().forEach((channel, settings) -> mqttTopic(settings, channel, set));
        Map<String, List<ChannelId>> listed = new TreeMap<>();
        set.forEach((channel, topic) ->
                listed.computeIfAbsent(topic, t -> new ArrayList<>()).add(channel));
        topics = Map.copyOf(set);
        byTopic = Map.copyOf(listed);
    }

    private static void mqttTopic(InputSettings settings, ChannelId channel, Map<ChannelId, String> into) {
        settings.mqttTopic().ifPresent(topic -> into.put(channel, topic));
    }

    /** The topics that no subscription to {@link Topics#INPUT} covers. */
    Set<String> beyondTheUsual() {
        Map<String, List<ChannelId>> now = new HashMap<>(byTopic);
        now.keySet().removeIf(topic -> Topics.inputOf(topic) != null);
        return Set.copyOf(now.keySet());
    }

    /** The inputs that take the messages of a topic; nothing if it is none of theirs. */
    List<ChannelId> inputsOf(String topic) {
        List<ChannelId> set = byTopic.get(topic);
        if (set != null) {
            return set;
        }
        ChannelId usual = Topics.inputOf(topic);
        return usual == null ? List.of() : List.of(usual);
    }

    /** The topic that a route sets for an input; null if it is the usual one. */
    @Nullable
    String topicOf(ChannelId channel) {
        return topics.get(channel);
    }
}
