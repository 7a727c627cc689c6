package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs in the old style, as the first step of the tutorial has one, through all its steps. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClassicTest {

    private static final String ROUTE = "log-streaming";
    private static final Path JAR = Distribution.file("examples/mist-examples-classic.jar");
    private static final Path HIVE = Distribution.freshDirectory("ClassicTest-hive");

    @Order(1)
    @RegisterExtension
    static final Mosquitto broker = new Mosquitto();

    @Order(2)
    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> """
                    mist.mqtt.on = true
                    mist.mqtt.host = "localhost"
                    mist.mqtt.port = %1$d
                    mist.mqtt.subscribe-topic = "foo"
                    mist.mqtt.publish-topic = "foo"
                    mist.context-defaults { streaming-context-wait = 0 seconds, cancel-grace = 30 seconds }
                    mist.context.hive.spark-conf {
                      spark.sql.catalogImplementation = "hive"
                      spark.sql.warehouse.dir = "%2$s/warehouse"
                      spark.driver.extraJavaOptions = "-Dderby.stream.error.file=%2$s/derby.log"
                      "spark.hadoop.javax.jdo.option.ConnectionURL" = "jdbc:derby:;databaseName=%2$s/metastore;create=true"
                    }
                    """.formatted(broker.port(), HIVE), () -> """
                    log-streaming = {
                        path = "%1$s", // local or HDFS file path
                        className = "StreamingTextSearch$",
                        namespace = "production-namespace"
                    }
                    multiples = { path = "%1$s", className = "Multiples$", namespace = "production-namespace" }
                    tables = { path = "%1$s", className = "HiveTables", namespace = "hive" }
                    no-hive = { path = "%1$s", className = "HiveTables$", namespace = "production-namespace" }
                    """.formatted(JAR));

    private static Mosquitto.Subscriber foo;
    private static String run;

    @Test
    @Order(1)
    void theCommandLineStartsTheStreamWhichPublishesEachBatchPlain() {
        foo = Mosquitto.subscribe(broker.port(), mist.directory().resolve("foo.txt"), "foo");

        run = mist.cli("start", "job", "--route", ROUTE, "-p", "filter=error")
                .mustBe(0)
                .out()
                .strip();
        mist.awaitRunning(run);

        await("batches on the topic")
                .atMost(MistProcess.PATIENCE)
                .until(() -> onFoo("time").stream()
                                .filter(message -> message.path("length").asInt() == 2)
                                .count()
                        >= 3);
        for (JsonNode message : onFoo("time")) {
            assertThat(message.properties())
                    .extracting(Map.Entry::getKey)
                    .containsExactlyInAnyOrder("time", "length", "collection");
            assertThat(message.path("time").isIntegralNumber()).isTrue();
            // On a busy machine a batch may start before the queue is refilled.
            assertThat(message.path("collection").asText())
                    .isEqualTo(
                            message.path("length").asInt() == 0
                                    ? "List()"
                                    : "List([error] 23:40 disk 2 does not answer, [info] 23:59 backup ends with 1 Error)");
        }
        assertThat(mist.run(run).path("state").asText()).isEqualTo("RUNNING");
    }

    @Test
    @Order(2)
    void itsMessagesAreInTheLogOfItsOutput() {
        List<JsonNode> messages = mist.messages(ROUTE, "out");

        assertThat(messages).hasSizeGreaterThanOrEqualTo(3);
        assertThat(messages)
                .extracting(message -> message.path("source").asText())
                .allMatch(at -> at.contains(run));
        assertThat(messages.stream().map(message -> message.path("id").asText()))
                .doesNotHaveDuplicates();
        JsonNode contract = mist.get("/v1/routes/" + ROUTE).mustBe(200).json().path("contract");
        assertThat(contract.path("kind").asText()).isEqualTo("stream");
        assertThat(contract.path("parameters").path("additionalProperties").asBoolean())
                .as(contract.toString())
                .isTrue();
        assertThat(mist.get("/openapi.json").mustBe(200).body()).contains(ROUTE);
        assertThat(mist.get("/asyncapi.json").mustBe(200).body()).contains(ROUTE);
    }

    @Test
    @Order(3)
    void aBatchJobBesideItReturnsItsMapAndPublishesFromItsTasks() {
        JsonNode result = mist.post(
                        "/v1/routes/multiples/runs?wait=PT60S", "{\"parameters\": {\"numbers\": [1, 2, 3]}}")
                .json();
        assertThat(result.toString()).isEqualTo("{\"result\":[2,4,6]}");

        Mosquitto.publish(
                broker.port(),
                "foo",
                "{\"route\": \"multiples\", \"parameters\": {\"numbers\": [5, 6], \"multiplier\": 10},"
                        + " \"externalId\": \"from-foo\"}");

        await("products of both")
                .atMost(MistProcess.PATIENCE)
                .until(() -> onFoo("product").size() == 5);
        assertThat(onFoo("product"))
                .extracting(message -> message.path("product").asInt())
                .containsExactlyInAnyOrder(2, 4, 6, 50, 60);
        assertThat(mist.messages("multiples", "out"))
                .extracting(message -> message.path("data"))
                .filteredOn(JsonNode::isTextual)
                .extracting(JsonNode::asText)
                .contains("3 numbers done", "2 numbers done");
        await("texts on the topic, as they are")
                .atMost(MistProcess.PATIENCE)
                .until(() -> foo.lines().containsAll(List.of("3 numbers done", "2 numbers done")));
    }

    @Test
    @Order(4)
    void anExceptionReachesTheCaller() {
        JsonNode ended = mist.awaitEnd(mist.start("multiples", Map.of()));

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("code").asText()).isEqualTo("job-failed");
        assertThat(ended.path("reason").path("message").asText())
                .contains("key not found: numbers")
                .contains("Multiples$");
    }

    @Test
    @Order(5)
    void aSecondStreamOnTheSameWorkerIsRejectedWithAReason() {
        JsonNode ended = mist.awaitEnd(mist.start(ROUTE, Map.of("filter", "info")));

        assertThat(ended.path("state").asText()).isEqualTo("FAILED");
        assertThat(ended.path("reason").path("code").asText()).isEqualTo("streaming-context-taken");
        assertThat(ended.path("reason").path("message").asText()).contains(run).contains("worker-mode = exclusive");
    }

    @Test
    @Order(6)
    void aStreamWhoseWorkerIsKilledStartsFromScratch() {
        ProcessHandle.of(mist.worker("production-namespace").path("pid").asLong())
                .orElseThrow()
                .destroyForcibly();
        await("the second attempt")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.run(run).path("attempt").asInt() == 2
                        && mist.run(run).path("state").asText().equals("RUNNING"));
        int before = mist.messages(ROUTE, "out").size();

        await("batches of the second attempt")
                .atMost(MistProcess.PATIENCE)
                .until(() -> mist.messages(ROUTE, "out").size() > before + 1);
    }

    @Test
    @Order(7)
    void cancellingEndsTheStreamAndTheNextOneStartsOnTheSameWorker() {
        String worker = mist.worker("production-namespace").path("id").asText();
        assertThat(mist.cancel(run).path("state").asText()).isEqualTo("CANCELLED");

        String next = mist.startRunning(ROUTE, Map.of("filter", "warning"));
        await("what the next one finds")
                .atMost(MistProcess.PATIENCE)
                .until(() -> onFoo("time").stream()
                        .anyMatch(message ->
                                message.path("collection").asText().equals("List([warning] 23:10 disk 2 is slow)")));
        assertThat(mist.worker("production-namespace").path("id").asText()).isEqualTo(worker);
        assertThat(mist.cancel(next).path("state").asText()).isEqualTo("CANCELLED");
    }

    @Test
    @Order(8)
    void aJobWithHiveHasItsTablesOrFailsWithTheSettingToAdd() {
        JsonNode ended = mist.awaitEnd(mist.start("tables", Map.of("table", "lines")));
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("SUCCEEDED");
        assertThat(ended.path("result").path("catalog").asText()).isEqualTo("hive");
        assertThat(ended.path("result").path("lines").asInt()).isEqualTo(2);
        assertThat(HIVE.resolve("metastore/service.properties")).exists();

        JsonNode failed = mist.awaitEnd(mist.start("no-hive", Map.of("table", "lines")));
        assertThat(failed.path("state").asText()).isEqualTo("FAILED");
        assertThat(failed.path("reason").path("message").asText())
                .contains("spark.sql.catalogImplementation is 'in-memory' (expected: hive");
    }

    @Test
    @Order(9)
    void allJobsOfTheArtifactAreDescribed() {
        foo.close();
        JsonNode contracts =
                Json.read(mist.cli("describe", JAR.toString()).mustBe(0).out()).path("contracts");

        assertThat(contracts)
                .extracting(contract -> contract.path("className").asText())
                .containsExactly("CountedTextSearch$", "HiveTables$", "Multiples$", "StreamingTextSearch$");
    }

    private static List<JsonNode> onFoo(String field) {
        return foo.payloads().stream()
                .map(Json::read)
                .filter(message -> message.has(field))
                .toList();
    }
}
