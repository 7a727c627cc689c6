package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import io.mist.server.config.RestartConfig;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterReaderTest {

    private static RouterReader.Reading read(String text) {
        return RouterReader.read(text, "/etc/mist/router.conf");
    }

    private static RouteDefinition only(String text) {
        RouterReader.Reading reading = read(text);
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.routes()).hasSize(1);
        return reading.routes().values().iterator().next();
    }

    private static List<String> problems(String text) {
        return read(text).problems().stream().map(Object::toString).toList();
    }

    /** The example that the first Mist's tutorial shows, letter by letter. */
    private static final String SEED = """
            log-streaming = {
                path = 'hdfs://hdfs-host/jobs/log-streaming.jar', // local or HDFS file path
                className = StreamingTextSearch$',
                namespace = 'production-namespace'
            }
            """;

    @Test
    void theExampleOfTheTutorialIsExplainedLineByLine() {
        assertThat(problems(SEED))
                .containsExactly(
                        "line 2: HOCON knows no single quotes; write the line as: path ="
                                + " \"hdfs://hdfs-host/jobs/log-streaming.jar\", // local or HDFS file path",
                        "line 3: HOCON knows no single quotes; write the line as: className = \"StreamingTextSearch$\",",
                        "line 4: HOCON knows no single quotes; write the line as: namespace = \"production-namespace\"");
    }

    @Test
    void theExampleOfTheTutorialIsGoodOnceTheLinesAreAsAdvised() {
        var mended = SEED.lines().toList().toArray(String[]::new);
        for (var problem : read(SEED).problems()) {
            int line = Integer.parseInt(problem.path().substring("line ".length()));
            mended[line - 1] = problem.message().substring(problem.message().indexOf("as: ") + "as: ".length());
        }

        RouteDefinition route = only(String.join("\n", mended));

        assertThat(route.name()).isEqualTo("log-streaming");
        assertThat(route.path()).isEqualTo("hdfs://hdfs-host/jobs/log-streaming.jar");
        assertThat(route.className()).isEqualTo("StreamingTextSearch$");
        assertThat(route.namespace()).isEqualTo("production-namespace");
        assertThat(route.line()).isEqualTo(1);
    }

    @Test
    void aRouteHasWhatTheFileSaysAndDefaultsElse() {
        RouteDefinition least = only("a { path = \"/x.jar\", className = A }");
        assertThat(least.namespace()).isEqualTo("default");
        assertThat(least.parameters()).isEmpty();
        assertThat(least.defaults()).isEmpty();
        assertThat(least.live()).isEmpty();
        assertThat(least.trigger()).isEmpty();
        assertThat(least.restart().maxRestarts()).isEmpty();
        assertThat(least.restart().backoff()).isEmpty();

        RouteDefinition most = only("""

                most {
                  path = "/x.jar", class-name = "a.b.C$D", context = prod
                  parameters { source = "/x", limit = 1.50, big = 12345678901, n = 3, list = [1, null, { a = yes }] }
                  defaults { a.b = c }
                  live { filter = error, on = true, nothing = null }
                  trigger = "1 second"
                  restart { max-restarts = 0, backoff = 2 minutes }
                }
                """);
        assertThat(most.className()).isEqualTo("a.b.C$D");
        assertThat(most.namespace()).isEqualTo("prod");
        assertThat(most.parameters()).isEqualTo(Json.parseObject("""
                                {"source": "/x", "limit": 1.50, "big": 12345678901, "n": 3, "list": [1, null, {"a": "yes"}]}
                                """));
        assertThat(most.defaults()).isEqualTo(Json.parseObject("{\"a\": {\"b\": \"c\"}}"));
        assertThat(most.live()).isEqualTo(Json.parseObject("{\"filter\": \"error\", \"on\": true, \"nothing\": null}"));
        assertThat(most.trigger()).contains("1000 milliseconds");
        assertThat(most.restart().maxRestarts()).isEqualTo(OptionalInt.of(0));
        assertThat(most.restart().backoff()).contains(Duration.ofMinutes(2));
        assertThat(most.line()).isEqualTo(2);
    }

    @Test
    void aRoutesRestartsStandInTheServersPlace() {
        var server = new RestartConfig(3, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));
        RouteDefinition route = only("a { path = x, className = A, restart { backoff = 2 minutes } }");
        assertThat(route.restart().over(server))
                .isEqualTo(new RestartConfig(3, Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofMinutes(10)));
    }

    @ParameterizedTest
    @CsvSource({
        "500 ms, 500 milliseconds",
        "1 second, 1000 milliseconds",
        "2 minutes, 120000 milliseconds",
        "0 seconds, 0 milliseconds",
        "available-now, available-now",
        "once, once",
        "real-time, real-time",
        "real-time 1 minute, real-time 60000 milliseconds"
    })
    void triggersAreMadeUniform(String trigger, String uniform) {
        assertThat(only("a { path = x, className = A, trigger = \"" + trigger + "\" }")
                        .trigger())
                .contains(uniform);
    }

    @ParameterizedTest
    @CsvSource({
        "jobs/x.jar, /etc/mist/jobs/x.jar",
        "../jobs/x.jar, /etc/jobs/x.jar",
        "/jobs/x.jar, /jobs/x.jar",
        "hdfs://h:8020/x.jar, hdfs://h:8020/x.jar",
        "s3a://b/x.jar, s3a://b/x.jar",
        "com.example:jobs:1.0, com.example:jobs:1.0"
    })
    void aRelativePathBeginsAtTheDirectoryOfTheFile(String written, String meant) {
        assertThat(only("a { path = \"" + written + "\", className = A }").path())
                .isEqualTo(meant);
    }

    @Test
    void namesMayHaveDotsWithOrWithoutQuotes() {
        RouterReader.Reading reading = read("""
                team.logs { path = x, className = A }
                team.alerts { path = x, className = B }
                "v1.2" { path = x, className = C }
                """);
        assertThat(reading.problems()).isEmpty();
        assertThat(reading.routes().keySet()).containsExactly("team.logs", "team.alerts", "v1.2");
    }

    @Test
    void goodRoutesAreReadAlsoWhenOthersAreBroken() {
        RouterReader.Reading reading = read("""
                good { path = x, className = A }
                bad { path = x }
                """);
        assertThat(reading.routes()).containsOnlyKeys("good");
        assertThat(reading.isGood()).isFalse();
        assertThat(reading.problems())
                .singleElement()
                .hasToString("line 2: bad.className: missing (expected: the class"
                        + " or object that is the job, or the Python function)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    a { path = x, className = A, pth = y }      | a.pth: unknown key; did you mean 'path'?
                    a { path = x, clasName = A, className = A } | a.clasName: unknown key; did you mean 'className'?
                    a { path = x, className = A, colour = y }   | a.colour: unknown key (expected: one of class-name, className, context, defaults, inputs, live, namespace, outputs, parameters, path, restart, trigger)
                    a { className = A }                         | a.path: missing (expected: the file that holds the job)
                    a { path = "", className = A }              | a.path: empty (expected: a text; leave the setting out to have none)
                    a { path = [x], className = A }             | a.path: a list (expected: a text)
                    a { path = "x\\u0000", className = A }      | a.path: "x?" (expected: a path of the file system)
                    a { path = x, className = "a b" }           | a.className: "a b" (expected: the name of a class or object with its package, such as "com.example.LogAlerts" or "LogAlerts$", or of a Python function, such as "log_alerts" or "package.module:log_alerts")
                    a { path = x, class-name = "a..b" }         | a.class-name: "a..b" (expected: the name of a class or object with its package, such as "com.example.LogAlerts" or "LogAlerts$", or of a Python function, such as "log_alerts" or "package.module:log_alerts")
                    a { path = x, class-name = "a.b:"   }         | a.class-name: "a.b:" (expected: the name of a class or object with its package, such as "com.example.LogAlerts" or "LogAlerts$", or of a Python function, such as "log_alerts" or "package.module:log_alerts")
                    a { path = x, class-name = "a:b.c" }         | a.class-name: "a:b.c" (expected: the name of a class or object with its package, such as "com.example.LogAlerts" or "LogAlerts$", or of a Python function, such as "log_alerts" or "package.module:log_alerts")
                    a { path = x, className = A, class-name = B } | a.class-name: means the same as 'className', which is there too; leave one of both out
                    a { path = x, className = A, namespace = n, context = n } | a.context: means the same as 'namespace', which is there too; leave one of both out
                    a { path = x, className = A, namespace = "a b" } | a.namespace: "a b" (expected: letters, digits, hyphens, underscores and dots, a letter or digit first, at most 100 characters)
                    a { path = x, className = A, trigger = 5 }  | a.trigger: "5" (expected: a duration with its unit of at most 1 day, such as "1 second" or "500 ms", or "available-now", "once" or "real-time")
                    a { path = x, className = A, trigger = now } | a.trigger: "now" (expected: a duration with its unit of at most 1 day, such as "1 second" or "500 ms", or "available-now", "once" or "real-time")
                    a { path = x, className = A, trigger = "real-time 1 s" } | a.trigger: "real-time 1 s" (expected: "real-time", alone or with the length of its batches, from 5 seconds to 1 day, such as "real-time 1 minute")
                    a { path = x, className = A, parameters = 5 } | a.parameters: 5 (expected: a section, parameters { … })
                    a { path = x, className = A, live { n = 1e999 } } | a.live.n: a number that is too large or too small (expected: one that 64 bits hold)
                    a { path = x, className = A, live { n = 1 }, parameters { n = 1 } } | a.live: 'n' is in 'parameters' too; leave one of both out
                    a { path = x, className = A, restart { max-restarts = -1 } } | a.restart.max-restarts: -1 (expected: a whole number, 0..1000000)
                    a { path = x, className = A, restart { backoff = 1 } } | a.restart.backoff: 1 (expected: a duration with its unit, such as 5 seconds, from 0 seconds to 1 day)
                    a { path = x, className = A, restart { maxRestarts = 1 } } | a.restart.maxRestarts: unknown key; did you mean 'max-restarts'?
                    a { path = x, className = A, outputs { b { webhooks { c { url = "ftp://x" } } } } } | a.outputs.b.webhooks.c.url: "ftp://x" (expected: http://… or https://…)
                    a { path = x, className = A, outputs { b { webhooks { c {} } } } } | a.outputs.b.webhooks.c.url: missing (expected: http://… or https://…)
                    a { path = x, className = A, outputs { b { webhooks { c { url = "http://x", where { d { e = 1 } } } } } } } | a.outputs.b.webhooks.c.where: {"e":1} (expected: a text, number, boolean or null)
                    a { path = x, className = A, outputs { b { webhooks { c { url = "http://x", envelope = plain, batch-size = 2 } } } } } | a.outputs.b.webhooks.c.batch-size: 2 (expected: 1, unless the envelope is cloudevents)
                    a { path = x, className = A, outputs { b { envelope = xml } } } | a.outputs.b.envelope: "xml" (expected: cloudevents, cloudevents-binary or plain)
                    a { path = x, className = A, outputs { b { mqtt { topic = "a/#" } } } } | a.outputs.b.mqtt.topic: "a/#" (expected: one topic, without the wildcards '#' and '+', of at most 1000 characters)
                    a { path = x, className = A, outputs { b { kafka { topic = "a/b" } } } } | a.outputs.b.kafka.topic: "a/b" (expected: letters, digits, '.', '_' and '-', at most 249)
                    a { path = x, className = A, inputs { b { max-rows-per-batch = 0 } } } | a.inputs.b.max-rows-per-batch: 0 (expected: a whole number, 1..10000000)
                    a { path = x, className = A, inputs { b { retentoin { age = 1 day } } } } | a.inputs.b.retentoin: unknown key; did you mean 'retention'?
                    a { path = x, className = A }, a.b { path = x, className = B } | a.b: unknown key; if a route of its own is meant, put double quotes around its name: "a.b"
                    a.b { path = x, className = A }, "a.b" { path = x, className = B } | "a.b": there is a route of this name on line 1 already
                    A { path = x, className = A }               | A: "A" cannot be a route's name (expected: lower-case letters, digits, hyphens, underscores and dots, a letter or digit first, at most 100 characters)
                    a = x.jar                                   | a: not a route (expected: a { path = "…", className = "…" })
                    a = hdfs://x, b                             | a text with '://' needs double quotes around it; write the line as: a = "hdfs://x", b
                    a = ${NO_SUCH_VARIABLE}                     | ${NO_SUCH_VARIABLE} stands for nothing (expected: another setting or an environment variable; write ${?NO_SUCH_VARIABLE} if it may be missing); the line is: a = ${NO_SUCH_VARIABLE}
                    """)
    void aWrongRouteIsExplained(String line, String problem) {
        assertThat(problems(line + "\n# the end")).contains("line 1: " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "foo", "}", "= 3", "] , x", "a b c", "\"", ")("})
    void strayCharactersAreReportedWithTheirLine(String stray) {
        List<String> problems =
                problems("a { path = x, className = A }\n" + stray + "\nb { path = x, className = B }\n");
        assertThat(problems)
                .isNotEmpty()
                .allSatisfy(p -> assertThat(p).startsWith("line 2: ").doesNotContain("^"));
        assertThat(problems).anySatisfy(p -> assertThat(p).endsWith("; the line is: " + stray));
    }

    @Test
    void aNameOfMoreThanAHundredCharactersIsRefused() {
        assertThat(problems("a".repeat(100) + " { path = x, className = A }")).isEmpty();
        assertThat(problems("a".repeat(101) + " { path = x, className = A }")).hasSize(1);
    }

    @Test
    void noMoreProblemsThanSomebodyCanReadAreReported() {
        assertThat(problems(numbered(500))).hasSize(100);
    }

    private static String numbered(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append("r").append(i).append(" = 1\n");
        }
        return text.toString();
    }

    @Test
    void aFileOfCommentsHasNoRoutes() {
        assertThat(read("# nothing yet").isGood()).isTrue();
        assertThat(read("# nothing yet").routes()).isEmpty();
    }

    @Test
    void aRouteThatOnlyMovesIsTheSame() {
        RouteDefinition before = only("a { path = x, className = A }");
        assertThat(before.isSameAs(only("\n\na { path = x, className = A }"))).isTrue();
        assertThat(before.isSameAs(only("a { path = x, className = B }"))).isFalse();
    }
}
