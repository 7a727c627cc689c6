package io.mist.server.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * All settings of a server. Immutable; {@code docs/configuration.md} says what each one means.
 *
 * @param dataDir where all that is durable lies: database, channel logs, checkpoints
 * @param sparkHome the Spark to run; empty for the one that comes with Mist
 * @param javaHome the Java that workers run on; empty for the server's own
 * @param contexts those that {@code mist.conf} names; ask {@link #context} for any
 */
public record ServerConfig(
        HttpConfig http,
        Path dataDir,
        Optional<Path> sparkHome,
        Optional<Path> javaHome,
        MqttConfig mqtt,
        ContextConfig contextDefaults,
        Map<String, ContextConfig> contexts,
        RunsConfig runs,
        LiveConfig live,
        WorkersConfig workers,
        RestartConfig restart,
        OutputsConfig outputs,
        InputsConfig inputs,
        ChannelsConfig channels,
        KafkaConfig kafka) {

    public ServerConfig {
        contexts = Map.copyOf(contexts);
    }

    /** The settings of a context; one that {@code mist.conf} does not name has the defaults. */
    public ContextConfig context(String name) {
        return allContexts().of(name);
    }

    public ContextsConfig allContexts() {
        return new ContextsConfig(contextDefaults, contexts);
    }

    static ServerConfig read(Section mist) {
        ContextConfig contextDefaults = ContextConfig.read(mist.section("context-defaults"), ContextConfig.DEFAULTS);
        KafkaConfig kafka = KafkaConfig.read(mist.section("kafka"));
        var config = new ServerConfig(
                HttpConfig.read(mist.section("http")),
                mist.path("data-dir").orElse(Path.of("data")),
                mist.path("spark-home"),
                mist.path("java-home"),
                MqttConfig.read(mist.section("mqtt")),
                contextDefaults,
                ContextConfig.readAll(mist.section("context"), contextDefaults),
                RunsConfig.read(mist.section("runs")),
                LiveConfig.read(mist.section("live")),
                WorkersConfig.read(mist.section("workers")),
                RestartConfig.read(mist.section("restart")),
                OutputsConfig.read(mist.section("outputs")),
                InputsConfig.read(mist.section("inputs")),
                ChannelsConfig.read(mist.section("channels"), kafka),
                kafka);
        mist.rejectUnknown();
        return config;
    }
}
