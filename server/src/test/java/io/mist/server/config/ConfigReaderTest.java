package io.mist.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.server.gate.message.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static ServerConfig read(String text) {
        return read(text, Map.of());
    }

    private static ServerConfig read(String text, Map<String, String> overrides) {
        return ConfigReader.read("mist.conf", Optional.of(Path.of("/etc/mist")), text, overrides);
    }

    private static List<String> problems(String text) {
        return problems(text, Map.of());
    }

    private static List<String> problems(String text, Map<String, String> overrides) {
        MistException refusal = catchThrowableOfType(MistException.class, () -> read(text, overrides));
        assertThat(refusal).as("a refusal").isNotNull();
        assertThat(refusal.kind()).isEqualTo(ErrorKind.CALLER);
        assertThat(refusal.code()).isEqualTo("invalid-config");
        return refusal.problems().stream().map(Object::toString).toList();
    }

    @Test
    void withoutAFileEverythingHasItsDefault() {
        ServerConfig config = ConfigReader.read(null, Map.of());

        assertThat(config.http())
                .isEqualTo(new HttpConfig(
                        "127.0.0.1", 2004, 1 << 20, 64 << 20, 25_000, 20_000, 128 << 20, Duration.ofMinutes(1)));
        assertThat(config.dataDir()).isEqualTo(Path.of("data"));
        assertThat(config.sparkHome()).isEmpty();
        assertThat(config.javaHome()).isEmpty();
        assertThat(config.mqtt())
                .isEqualTo(new MqttConfig(
                        false,
                        true,
                        "127.0.0.1",
                        1883,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "mist"));
        assertThat(config.contexts()).isEmpty();
        assertThat(config.context("any"))
                .isEqualTo(new ContextConfig(
                        Map.of("spark.master", "local[*]", "spark.ui.enabled", "false"),
                        WorkerMode.SHARED,
                        20,
                        1000,
                        Duration.ofSeconds(60),
                        List.of(),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Optional.empty(),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30)));
        assertThat(config.runs())
                .isEqualTo(new RunsConfig(
                        10 << 20,
                        Duration.ofSeconds(60),
                        Duration.ofMinutes(5),
                        Optional.of(Duration.ofDays(30)),
                        100_000));
        assertThat(config.live()).isEqualTo(new LiveConfig(16 << 20, 1_000, 64 << 20, 10_000));
        assertThat(config.workers())
                .isEqualTo(new WorkersConfig(Duration.ofSeconds(5), Duration.ofMinutes(2), Optional.empty(), false));
        assertThat(config.restart())
                .isEqualTo(new RestartConfig(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10)));
        assertThat(config.outputs())
                .isEqualTo(new OutputsConfig(
                        64 << 20,
                        1 << 20,
                        2L << 30,
                        new OutputsConfig.Retention(Optional.of(Duration.ofDays(7)), 1L << 30)));
        assertThat(config.channels().log()).isEqualTo(ChannelsConfig.Log.ROCKSDB);
        assertThat(config.kafka())
                .isEqualTo(
                        new KafkaConfig(Optional.empty(), Map.of(), "mist", Optional.empty(), Duration.ofSeconds(30)));
    }

    @Test
    void kafkaHasItsAddressAndTheSettingsOfItsClients() {
        ServerConfig config = read("""
                mist.channels.log = kafka
                mist.kafka {
                  bootstrap-servers = "a:9092, b:9093"
                  properties { security.protocol = SASL_SSL, "sasl.jaas.config" = "secret", ssl { a = [x, y] } }
                  topic-prefix = team
                  replication-factor = 3
                }
                """);

        assertThat(config.channels().log()).isEqualTo(ChannelsConfig.Log.KAFKA);
        assertThat(config.kafka().replicationFactor()).contains((short) 3);
        assertThat(config.kafka().topicPrefix()).isEqualTo("team");
        assertThat(config.kafka().client())
                .isEqualTo(Map.of(
                        "bootstrap.servers", "a:9092, b:9093",
                        "security.protocol", "SASL_SSL",
                        "sasl.jaas.config", "secret",
                        "ssl.a", "x,y"));
        assertThat(config.toString()).doesNotContain("secret");
    }

    @Test
    void whatIsWrongWithKafkaIsSaidAtOnce() {
        assertThat(problems("""
                mist.channels.log = kafka
                mist.kafka {
                  properties { acks = 1 }
                  topic-prefix = "a b"
                  replication-factor = 0
                }
                """))
                .hasSize(4)
                .anyMatch(problem -> problem.startsWith("mist.channels.log: kafka (expected: mist.kafka.bootstrap"))
                .anyMatch(problem -> problem.startsWith("mist.kafka.properties.acks: is set by Mist itself"))
                .anyMatch(problem -> problem.startsWith("mist.kafka.topic-prefix: \"a b\" (expected: "))
                .anyMatch(problem -> problem.startsWith("mist.kafka.replication-factor: 0 (expected: "));
        assertThat(problems("mist.kafka.bootstrap-servers = \"kafka\""))
                .singleElement()
                .asString()
                .startsWith("mist.kafka.bootstrap-servers: \"kafka\" (expected: host:port");
        assertThat(problems("mist.channels.log = redis"))
                .singleElement()
                .asString()
                .startsWith("mist.channels.log: \"redis\" (expected: rocksdb or kafka)");
    }

    @Test
    void theSettingsOfTheFirstMistHold() {
        ServerConfig config = read("""
                mist.mqtt.on = true
                mist.mqtt.host = "localhost"
                mist.mqtt.port = 1883
                mist.mqtt.subscribe-topic = "foo"
                mist.mqtt.publish-topic = "foo"
                """);

        assertThat(config.mqtt().on()).isTrue();
        assertThat(config.mqtt().embedded()).isFalse();
        assertThat(config.mqtt().host()).isEqualTo("localhost");
        assertThat(config.mqtt().subscribeTopic()).contains("foo");
        assertThat(config.mqtt().publishTopic()).contains("foo");
    }

    @Test
    void everySettingCanBeSet() {
        ServerConfig config = read("""
                mist {
                  http { host = "0.0.0.0", port = 0, max-body = 2M }
                  data-dir = "../data"
                  spark-home = "/opt/spark"
                  java-home = "/opt/jdk"
                  mqtt { on = yes, embedded = true, host = "0.0.0.0", port = 0, username = u, password = p, client-id = 7 }
                  runs { log-bytes = 1 MiB, describe-timeout = 2 minutes, wait-max = 1h, retention = infinite, max-ended = 500 }
                  live { max-bytes = 3 MiB, history-versions = 7, history-bytes = 2 MiB, keys = 9 }
                  workers { heartbeat = 1s, reconnect-window = 1 day, server-address = "mist.example.com:80", stop-on-exit = true }
                  restart { max-restarts = 0, backoff = 500 ms, max-backoff = 1.5 seconds, healthy-after = 1 d }
                  outputs { max-epoch-bytes = 1 GiB, max-message-bytes = 1048576, max-staged-bytes = 3 GiB, retention { age = infinite, size = 2 GB } }
                }
                """);

        assertThat(config.http().host()).isEqualTo("0.0.0.0");
        assertThat(config.http().port()).isZero();
        assertThat(config.http().maxBody()).isEqualTo(2 << 20);
        assertThat(config.dataDir()).isEqualTo(Path.of("/etc/data"));
        assertThat(config.sparkHome()).contains(Path.of("/opt/spark"));
        assertThat(config.javaHome()).contains(Path.of("/opt/jdk"));
        assertThat(config.mqtt().embedded()).isTrue();
        assertThat(config.mqtt().host()).isEqualTo("0.0.0.0");
        assertThat(config.mqtt().password()).contains(new Secret("p"));
        assertThat(config.mqtt().clientId()).isEqualTo("7");
        assertThat(config.runs())
                .isEqualTo(new RunsConfig(1 << 20, Duration.ofMinutes(2), Duration.ofHours(1), Optional.empty(), 500));
        assertThat(config.live()).isEqualTo(new LiveConfig(3 << 20, 7, 2 << 20, 9));
        assertThat(config.workers())
                .isEqualTo(new WorkersConfig(
                        Duration.ofSeconds(1), Duration.ofDays(1), Optional.of("mist.example.com:80"), true));
        assertThat(config.restart())
                .isEqualTo(new RestartConfig(0, Duration.ofMillis(500), Duration.ofMillis(1500), Duration.ofDays(1)));
        assertThat(config.outputs())
                .isEqualTo(new OutputsConfig(
                        1 << 30, 1 << 20, 3L << 30, new OutputsConfig.Retention(Optional.empty(), 2_000_000_000L)));
    }

    @Test
    void aContextInheritsKeyByKeyAndItsSparkSettingsAddToThoseOfTheDefaults() {
        ServerConfig config = read("""
                mist.context-defaults {
                  spark-conf { spark.master = "local[2]", spark.ui.enabled = null }
                  max-parallel-runs = 5
                  idle-timeout = 10 minutes
                  java-options = ["-XX:+UseZGC"]
                }
                mist.context.small { max-queued-runs = 1, java-options = [] }
                mist.context.large {
                  spark-conf { "spark.master" = yarn, spark { executor { cores = 4, memory = 4g } } }
                  spark-conf { spark.jars = ["a.jar", "b.jar"] }
                  idle-timeout = infinite
                }
                mist.context."v2.1" {}
                """);

        ContextConfig small = config.context("small");
        assertThat(small.sparkConf()).isEqualTo(Map.of("spark.master", "local[2]"));
        assertThat(small.maxParallelRuns()).isEqualTo(5);
        assertThat(small.maxQueuedRuns()).isEqualTo(1);
        assertThat(small.javaOptions()).isEmpty();
        assertThat(small.idleTimeout()).contains(Duration.ofMinutes(10));
        ContextConfig large = config.context("large");
        assertThat(large.sparkConf())
                .isEqualTo(Map.of(
                        "spark.master", "yarn",
                        "spark.executor.cores", "4",
                        "spark.executor.memory", "4g",
                        "spark.jars", "a.jar,b.jar"));
        assertThat(large.javaOptions()).containsExactly("-XX:+UseZGC");
        assertThat(large.idleTimeout()).isEmpty();
        assertThat(config.contexts()).containsOnlyKeys("small", "large", "v2.1");
        assertThat(config.context("another")).isEqualTo(config.contextDefaults());
    }

    @Test
    void allProblemsAreReportedAtOnceEachWithItsLine() {
        assertThat(problems("""
                        mist {
                          http.port = -1
                          http.prot = 1
                          mqtt.on = maybe
                          runs { wait-max = 30 }
                          outputs.max-message-bytes = 1 MB1
                          context.a { maxParallelRuns = 3 }
                          restart = 3
                        }
                        """))
                .containsExactly(
                        "mist.http.port: -1 (expected: a whole number, 0..65535) (mist.conf line 2)",
                        "mist.http.prot: unknown key; did you mean 'port'? (mist.conf line 3)",
                        "mist.mqtt.on: \"maybe\" (expected: true or false) (mist.conf line 4)",
                        "mist.runs.wait-max: 30 (expected: a duration with its unit, such as 5 minutes, from 1 second to"
                                + " 1 day) (mist.conf line 5)",
                        "mist.outputs.max-message-bytes: \"1 MB1\" (expected: a size with its unit, such as 1 MiB, from 1"
                                + " KiB to 1 GiB) (mist.conf line 6)",
                        "mist.context.a.maxParallelRuns: unknown key; did you mean 'max-parallel-runs'? (mist.conf line"
                                + " 7)",
                        "mist.restart: 3 (expected: a section, restart { … }) (mist.conf line 8)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    mist.http.port = 2004.5                  | mist.http.port: 2004.5 (expected: a whole number, 0..65535)
                    mist.http.port = 70000                   | mist.http.port: 70000 (expected: a whole number, 0..65535)
                    mist.http.port = {}                      | mist.http.port: a section (expected: a whole number, 0..65535)
                    mist.http.port = [1]                     | mist.http.port: a list (expected: a whole number, 0..65535)
                    mist.http.host = ""                      | mist.http.host: empty (expected: a text; leave the setting out to have none)
                    mist.http.max-body = 1                   | mist.http.max-body: 1 (expected: a size with its unit, such as 1 MiB, from 1 KiB to 1 GiB)
                    mist.data-dir = "a\\u0000b"              | mist.data-dir: "a?b" (expected: a path of the file system)
                    mist.mqtt.embedded = false               | mist.mqtt.host: missing (expected: the broker's host, because mist.mqtt.embedded is false)
                    mist.mqtt.password = p                   | mist.mqtt.username: missing (expected: the name that mist.mqtt.password belongs to)
                    mist.mqtt.password = [p]                 | mist.mqtt.password: a section or list (expected: a text)
                    mist.mqtt.publish-topic = "a/#"          | mist.mqtt.publish-topic: "a/#" (expected: one topic, without the wildcards '#' and '+', of at most 1000 characters)
                    mist.mqtt { host = h, port = 0 }         | mist.mqtt.port: 0 (expected: a whole number, 1..65535)
                    mist.context-defaults.java-options = x   | mist.context-defaults.java-options: "x" (expected: a list of texts, ["…", "…"])
                    mist.context-defaults.spark-conf.master = x | mist.context-defaults.spark-conf.master: not a setting of Spark (expected: a name that begins with 'spark.', such as 'spark.master')
                    mist.context-defaults.spark-conf.fs.s3a.x = 1 | mist.context-defaults.spark-conf.fs.s3a.x: not a setting of Spark (expected: a name that begins with 'spark.'; Hadoop's settings begin with 'spark.hadoop.')
                    mist.context."a b" {}                    | mist.context."a b": a name that is not allowed (expected: letters, digits, hyphens, underscores and dots, a letter or digit first, at most 100 characters)
                    mist.context-defaults.idle-timeout = 1   | mist.context-defaults.idle-timeout: 1 (expected: a duration with its unit, such as 10 minutes, from 1 second to 36500 days, or infinite)
                    mist.restart.backoff = 2 minutes         | mist.restart.backoff: 2 minutes (expected: at most mist.restart.max-backoff, 1 minute)
                    mist.workers.reconnect-window = 5 s      | mist.workers.reconnect-window: 5 seconds (expected: more than mist.workers.heartbeat, 5 seconds)
                    mist.workers.heartbeat = 1500 ms         | mist.workers.heartbeat: 1500 milliseconds (expected: whole seconds)
                    mist.outputs.max-message-bytes = 65 MiB  | mist.outputs.max-message-bytes: 65 MiB (expected: at most mist.outputs.max-epoch-bytes, 64 MiB)
                    mist.outputs.max-staged-bytes = 1 MiB    | mist.outputs.max-staged-bytes: 1 MiB (expected: at least mist.outputs.max-epoch-bytes, 64 MiB)
                    mist.workers.server-address = "a:b"      | mist.workers.server-address: 'a:b' (expected: host or host:port)
                    mist.outputs.zzz = 1                     | mist.outputs.zzz: unknown key (expected: one of max-epoch-bytes, max-message-bytes, max-staged-bytes, retention)
                    mqtt.on = true                           | mqtt: unknown key; did you mean 'mist.mqtt'?
                    mits.mqtt.on = true                      | mits: unknown key; did you mean 'mist'?
                    mist = 3                                 | mist: 3 (expected: a section, mist { … })
                    """)
    void aWrongSettingIsExplained(String line, String problem) {
        assertThat(problems(line)).containsExactly(problem + " (mist.conf line 1)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    mist.http.host = 'localhost'         | HOCON knows no single quotes; write the line as: mist.http.host = "localhost"
                    my-password = 'geheim'               | HOCON knows no single quotes; write the line as: my-password = "***"
                    mist.http.host = a$                  | a text with '$' needs double quotes around it; write the line as: mist.http.host = "a$"
                    mist.http.host = a@b                 | '@' outside double quotes; put double quotes around the text it belongs to; the line is: mist.http.host = a@b
                    mist.http.host = a:b                 | ':' is not expected here; a text with such signs needs double quotes around it; the line is: mist.http.host = a:b
                    mist.http.host = "abc                | a text in double quotes is not closed on its line; the line is: mist.http.host = "abc
                    mist.http.host = "a\\q"              | a backslash that stands for nothing; write \\\\ for one; the line is: mist.http.host = "a\\q"
                    my-password = a@b                    | not HOCON, perhaps double quotes are missing; the line is: my-password = "***"
                    my-password "a b"                    | not HOCON, perhaps double quotes are missing; the line is: my-password "***"
                    a = c { b = 1 }                      | two values side by side that do not make one (expected: a text, a section or a list; perhaps a ',' or a new line is missing); the line is: a = c { b = 1 }
                    a = ${b=}                            | a name with a sign that needs double quotes around the name; the line is: a = ${b=}
                    mist..http = 1                       | a name with a dot too many; the line is: mist..http = 1
                    mist.http }                          | 'mist.http' has no value (expected: '=' or '{' after it); the line is: mist.http }
                    mist { http.port = 1 } }             | a '}' without a '{' before it; the line is: mist { http.port = 1 } }
                    mist.http.host = ${NO_SUCH_VARIABLE} | ${NO_SUCH_VARIABLE} stands for nothing (expected: another setting or an environment variable; write ${?NO_SUCH_VARIABLE} if it may be missing); the line is: mist.http.host = ${NO_SUCH_VARIABLE}
                    a = ${b}, b = ${a}                   | settings refer to each other in a circle; the line is: a = ${b}, b = ${a}
                    include "other.conf"                 | include is not supported; write everything into this file
                    [1]                                  | the file is a list (expected: settings, name = value); the line is: [1]
                    """)
    void whatIsNotHoconIsExplained(String line, String problem) {
        assertThat(problems(line + "\n# the end")).containsExactly("mist.conf line 1: " + problem);
    }

    @Test
    void aSectionThatIsNotClosedIsReportedAtTheEnd() {
        assertThat(problems("mist {\n  http.port = 1\n"))
                .containsExactly("mist.conf line 2: a '{' or '[' is never closed, at the end of the file");
    }

    @Test
    void aTextInThreeQuotesThatIsNotClosedIsReportedAtTheEnd() {
        assertThat(problems("mist.http.host = \"\"\"abc\n\n"))
                .containsExactly(
                        "mist.conf line 2: a text in three double quotes is never closed, at the end of the file");
    }

    @Test
    void aVeryDeepTextIsRefused() {
        assertThat(problems("a { ".repeat(100) + "}".repeat(100)))
                .containsExactly("mist.conf: sections are nested too deeply (expected: at most 64 levels)");
        assertThat(problems("[".repeat(200_000)))
                .containsExactly("mist.conf: sections are nested too deeply (expected: at most 64 levels)");
    }

    @Test
    void singleQuotesDoNotHideOtherProblems() {
        assertThat(problems("mist.http.host = 'a'\nmist.http.port = 'b'\nmist.http.prot = ${A_B_C}\nx = ${D_E_F}"))
                .hasSize(6)
                .anyMatch(p -> p.startsWith("mist.http.port: \"b\" (expected"))
                .anyMatch(p -> p.startsWith("mist.conf line 3: ${A_B_C} stands for nothing"))
                .anyMatch(p -> p.startsWith("mist.conf line 4: ${D_E_F} stands for nothing"));
    }

    @Test
    void environmentVariablesAreSubstitutedAndKeepTheLineTheyAreUsedOn() {
        assertThat(read("mist.http.host = ${?NO_SUCH_VARIABLE}").http().host()).isEqualTo("127.0.0.1");
        assertThat(read("my-host = h\nmist.http.host = ${my-host}").http().host())
                .isEqualTo("h");
        assertThat(read("mist.java-home = ${PATH}").javaHome()).isPresent();
        assertThat(problems("\nmist.http.port = ${PATH}"))
                .singleElement()
                .asString()
                .endsWith("(expected: a whole number, 0..65535) (mist.conf line 2)");
    }

    @Test
    void theCommandLineWinsAndIsCheckedAsWell() {
        var overrides = Map.of("mist.http.port", "0", "mist.data-dir", "here");
        ServerConfig config = read("mist.http.port = 1\nmist.data-dir = there", overrides);
        assertThat(config.http().port()).isZero();
        assertThat(config.dataDir()).isEqualTo(Path.of("here"));

        assertThat(problems("mist.http.host = h", Map.of("mist.http.port", "x", "mist.prot", "1", "a..b", "1")))
                .containsExactlyInAnyOrder(
                        "mist.http.port: \"x\" (expected: a whole number, 0..65535) (command line)",
                        "mist.prot: unknown key (expected: one of channels, context, context-defaults, data-dir, http, inputs,"
                                + " java-home, kafka, live, mqtt, outputs, restart, runs, spark-home, workers) (command line)",
                        "command line: \"a..b\" is no name of a setting (expected: words with dots between them)");
    }

    @Test
    void aPasswordIsNeverShown() {
        ServerConfig config = read("mist.mqtt { username = u, password = geheim }");
        assertThat(config.toString()).doesNotContain("geheim");
    }

    @Test
    void aFileIsReadAndNamedInTheRefusal(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("mist.conf"), "mist.http.port = 1 // a comment\n");
        assertThat(ConfigReader.read(file, Map.of()).http().port()).isEqualTo(1);

        Files.writeString(file, "mist.data-dir = data # a comment");
        assertThat(ConfigReader.read(file, Map.of()).dataDir()).isEqualTo(directory.resolve("data"));

        Files.writeString(file, "mist.http.port = -1");
        assertThat(refusal(file)).isEqualTo("1 problem in the settings of " + file);
    }

    @Test
    void aFileThatCannotBeReadIsRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("mist.conf");
        assertThat(refusal(file)).isEqualTo(file + " is not there; create it, or name another one");
        assertThat(refusal(directory)).isEqualTo(directory + " is a directory (expected: a file)");
        Files.write(file, new byte[] {'a', '=', (byte) 0xC3, '('});
        assertThat(refusal(file)).isEqualTo(file + " is not UTF-8 text; save it in that encoding");
        Files.write(file, new byte[FileText.MAX_BYTES + 1]);
        assertThat(refusal(file)).isEqualTo(file + " is larger than 1 MiB");
    }

    private static String refusal(Path file) {
        return catchThrowableOfType(MistException.class, () -> ConfigReader.read(file, Map.of()))
                .text();
    }
}
