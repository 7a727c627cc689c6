package io.mist.server.door.kafka;

import io.mist.server.gate.Desk;
import io.mist.server.gate.RouteView;
import io.mist.server.gate.message.ChannelId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which topics are read for which inputs, of the routes whose contracts are known. Immutable.
 *
 * @param problems of inputs that read no topic
 */
record InputTopics(Map<String, Set<ChannelId>> byTopic, List<String> problems) {

    static final InputTopics NONE = new InputTopics(Map.of(), List.of());

    /** May take as long as looking at all routes does. */
    static InputTopics of(Desk desk, Topics topics, Set<String> taken) {
        Map<String, Set<ChannelId>> byTopic = new HashMap<>();
        Set<String> problems = new TreeSet<>();
        for (RouteView route : desk.routes()) {
            if (route.contract() == null) {
                continue;
            }
            Set<String> outputs = new HashSet<>();
            route.contract()
                    .outputs()
                    .keySet()
                    .forEach(name -> outputs.add(topics.output(ChannelId.output(route.route(), name))));
            for (String name : route.contract().inputs().keySet()) {
                ChannelId input = ChannelId.input(route.route(), name);
                String topic = topics.input(input);
                if (outputs.contains(topic)) {
                    problems.add(
                            "input " + input + " reads no topic: '" + topic
                                    + "' is one of an output of the same route (expected: another kafka.topic for one of them)");
                } else if (taken.contains(topic)) {
                    problems.add("input " + input + " reads no topic: '" + topic
                            + "' is one of the door's own (expected: another kafka.topic)");
                } else {
                    byTopic.computeIfAbsent(topic, t -> new HashSet<>()).add(input);
                }
            }
        }
        return new InputTopics(Map.copyOf(byTopic), List.copyOf(problems));
    }

    Set<ChannelId> of(String topic) {
        return byTopic.getOrDefault(topic, Set.of());
    }
}
