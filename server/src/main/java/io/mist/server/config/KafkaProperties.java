package io.mist.server.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.mist.server.gate.message.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes Kafka's dotted names again of the sections that HOCON has made of them. Values may be passwords. */
final class KafkaProperties {

    /** Properties on which Mist's promises rest, or that have a setting of their own. */
    private static final Set<String> OWN = Set.of(
            "acks",
            "auto.offset.reset",
            "bootstrap.servers",
            "enable.auto.commit",
            "enable.idempotence",
            "group.id",
            "isolation.level",
            "key.deserializer",
            "key.serializer",
            "max.in.flight.requests.per.connection",
            "retries",
            "transactional.id",
            "value.deserializer",
            "value.serializer");

    private final Section section;
    private final Map<String, Secret> result = new TreeMap<>();

    private KafkaProperties(Section section) {
        this.section = section;
    }

    static Map<String, Secret> read(Section section) {
        var properties = new KafkaProperties(section);
        properties.flatten(List.of(), section.values());
        return properties.result;
    }

    private void flatten(List<String> above, ConfigObject object) {
        object.forEach((key, value) -> {
            var path = new ArrayList<>(above);
            path.add(key);
            if (value instanceof ConfigObject inner) {
                flatten(path, inner);
            } else {
                put(path, value);
            }
        });
    }

    private void put(List<String> path, ConfigValue value) {
        String name = String.join(".", path);
        if (OWN.contains(name)) {
            section.wrong(path, value, "is set by Mist itself (expected: any other setting of Kafka's clients)");
        } else if (value instanceof ConfigList list) {
            result.put(name, new Secret(list.stream().map(Section::plain).collect(Collectors.joining(","))));
        } else if (value.valueType() != ConfigValueType.NULL) {
            result.put(name, new Secret(Section.plain(value)));
        }
    }
}
