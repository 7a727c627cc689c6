package io.mist.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.route.RouterReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShippedConfTest {

    private static final Path CONF = Path.of("..", "dist", "conf");
    /** What a setting in a comment begins with; prose has no '=' or '{' after its first word. */
    private static final String SETTING = "(?= *(?:[A-Za-z][A-Za-z0-9.-]* (?:=|\\{)|}))";

    @Test
    void theShippedMistConfIsTheDefaultButForMqttOn() {
        ServerConfig shipped = ConfigReader.read(CONF.resolve("mist.conf"), Map.of());
        ServerConfig defaults = ConfigReader.read(null, Map.of());

        assertThat(shipped.mqtt().on()).isTrue();
        assertThat(shipped.mqtt().embedded()).isTrue();
        assertThat(shipped)
                .usingRecursiveComparison()
                .ignoringFields("mqtt.on", "sparkHome")
                .isEqualTo(defaults);
    }

    @Test
    void whatTheShippedMistConfHasInCommentsIsTheDefaultToo() throws Exception {
        String all = uncommented("mist.conf");
        assertThat(all).contains("\n    max-parallel-runs = 20").contains("\n    retention {");

        ServerConfig config = ConfigReader.read("mist.conf", Optional.empty(), all, Map.of());

        assertThat(config.contexts()).containsOnlyKeys("production-namespace");
        assertThat(config)
                .usingRecursiveComparison()
                .ignoringFields(
                        "mqtt",
                        "kafka",
                        "contexts",
                        "sparkHome",
                        "javaHome",
                        "dataDir",
                        "contextDefaults.javaOptions",
                        "workers.serverAddress")
                .isEqualTo(ConfigReader.read(null, Map.of()));
        assertThat(config.mqtt().port()).isEqualTo(1883);
        assertThat(config.kafka().topicPrefix()).isEqualTo("mist");
    }

    @Test
    void theShippedRouterConfIsGoodAlsoWithoutItsComments() throws Exception {
        assertThat(RouterReader.read(Files.readString(CONF.resolve("router.conf")), "router.conf")
                        .problems())
                .isEmpty();

        var reading = RouterReader.read(uncommented("router.conf"), "router.conf");
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.routes()).containsOnlyKeys("log-alerts", "log-search", "log-streaming");
        assertThat(reading.routes().get("log-streaming").trigger()).contains("1000 milliseconds");
    }

    private static String uncommented(String file) throws Exception {
        return Files.readString(CONF.resolve(file))
                .replaceAll("(?m)^( *)#   # " + SETTING, "$1#   ")
                .replaceAll("(?m)^( *)# " + SETTING, "$1");
    }
}
