package io.mist.server.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Makes Spark's dotted names again of the sections that HOCON has made of them. */
final class SparkConf {

    private final Section section;
    private final Map<String, String> result;

    private SparkConf(Section section, Map<String, String> inherited) {
        this.section = section;
        this.result = new TreeMap<>(inherited);
    }

    /** Adds to what is inherited; {@code null} takes an inherited setting away. */
    static Map<String, String> read(Section section, Map<String, String> inherited) {
        var conf = new SparkConf(section, inherited);
        conf.flatten(List.of(), section.values());
        return conf.result;
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
        if (!name.startsWith("spark.") || name.equals("spark.")) {
            // Spark would only warn in its log and ignore it.
            section.wrong(
                    path, value, "not a setting of Spark (expected: a name that begins with 'spark.'" + hint(name));
        } else if (value.valueType() == ConfigValueType.NULL) {
            result.remove(name);
        } else if (value instanceof ConfigList list) {
            result.put(name, list.stream().map(Section::plain).collect(Collectors.joining(",")));
        } else {
            result.put(name, Section.plain(value));
        }
    }

    private static String hint(String name) {
        return name.startsWith("hadoop.") || name.startsWith("fs.")
                ? "; Hadoop's settings begin with 'spark.hadoop.')"
                : ", such as 'spark." + Section.shorten(name) + "')";
    }
}
