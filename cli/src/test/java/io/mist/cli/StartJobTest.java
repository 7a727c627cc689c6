package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.FakeServer.Reply;
import io.mist.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartJobTest {

    private static final String START = "POST /v1/routes/log-alerts/runs";
    private static final String RUN = "GET /v1/runs/" + Samples.ID;

    private FakeServer server;
    private Cli mist;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer()
                .on("GET /v1/routes/log-alerts", Samples.ROUTE)
                .on(START, Reply.json(202, Samples.run("QUEUED")));
        mist = Cli.against(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theIdStandsAloneOnStandardOutput() {
        var outcome = mist.run("start", "job", "--route", "log-alerts", "--key", "k1");

        assertThat(outcome).isEqualTo(new Cli.Outcome(0, Samples.ID + System.lineSeparator(), ""));
        assertThat(server.request(START).header("Idempotency-Key")).isEqualTo("k1");
        assertThat(server.request(START).header("Mist-User")).isEqualTo("ada");
    }

    @Test
    void theContractIsNotReadUnlessItIsNeeded() {
        mist.run("start", "job", "--route", "log-alerts", "--json", "{\"path\": \"/a\"}");

        assertThat(server.requestLines()).containsExactly(START);
    }

    @Test
    void theContractDecidesHowValuesAreRead() throws Exception {
        var outcome = mist.run(
                "start",
                "job",
                "--route",
                "log-alerts",
                "-p",
                "path=12",
                "-p",
                "limit=3",
                "-p",
                "ratio=0.50",
                "-p",
                "services=a,b",
                "-p",
                "ports=1,2",
                "-p",
                "filter=[x]",
                "-p",
                "unknown=true",
                "-p",
                "other=a=b");

        assertThat(outcome.exit()).isZero();
        assertThat(sentParameters())
                .isEqualTo("{\"path\":\"12\",\"limit\":3,\"ratio\":0.50,\"services\":[\"a\",\"b\"],\"ports\":[1,2],"
                        + "\"filter\":\"[x]\",\"unknown\":true,\"other\":\"a=b\"}");
    }

    @Test
    void aListMayBeJson() throws Exception {
        mist.run("start", "job", "--route", "log-alerts", "-p", "services=[\"a\",\"b,c\"]", "-p", "ports=[80]");

        assertThat(sentParameters()).isEqualTo("{\"services\":[\"a\",\"b,c\"],\"ports\":[80]}");
    }

    @Test
    void withoutAContractJsonIsSentAsJson() throws Exception {
        server.on("GET /v1/routes/log-alerts", Reply.problem(404, "caller", "unknown-route", "no route", "[]"));

        mist.run("start", "job", "--route", "log-alerts", "-p", "a=1", "-p", "b=x");

        assertThat(sentParameters()).isEqualTo("{\"a\":1,\"b\":\"x\"}");
    }

    @Test
    void allValuesThatDoNotFitTheContractAreReportedAtOnce() {
        var outcome = mist.run("start", "job", "--route", "log-alerts", "-p", "limit=many", "-p", "ports=a");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err().lines())
                .containsExactly(
                        "mist: 2 values are not what the contract says",
                        "  limit: \"many\" (expected: an integer)",
                        "  ports: \"a\" (expected: a list as JSON, such as [1, 2])");
        assertThat(server.requests(START)).isEmpty();
    }

    @Test
    void assignmentsWithoutAValueOrGivenTwiceAreWrongUsage() {
        var outcome = mist.run("start", "job", "--route", "r", "-p", "a", "-p", "b=1", "-p", "b=2");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("  a: no value (expected: name=value)")
                .contains("  b: given twice");
    }

    @Test
    void jsonIsReadFromAFileOrStandardInputAndAssignmentsTakePrecedence(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("parameters.json"), "{\"path\": \"/a\", \"limit\": 1}");

        mist.run("start", "job", "--route", "log-alerts", "--json", "@" + file, "-p", "limit=2");
        assertThat(sentParameters()).isEqualTo("{\"path\":\"/a\",\"limit\":2}");

        var outcome = mist.reading("{\"path\": }").run("start", "job", "--route", "log-alerts", "--json", "-");
        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).startsWith("mist: --json: malformed JSON at line 1, column 10");
    }

    @Test
    void aMissingFileIsNamed() {
        var outcome = mist.run("start", "job", "--route", "log-alerts", "--json", "@/nowhere/at-all.json");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("--json: cannot read @/nowhere/at-all.json");
    }

    @Test
    void waitingPollsUntilTheEndAndPrintsTheResult() throws Exception {
        server.on(
                RUN,
                Reply.json(200, Samples.run("RUNNING")),
                Reply.problem(503, "resources", "starting", "the server starts", "[]"),
                Reply.json(200, Samples.run(Samples.ID, "SUCCEEDED", ", \"result\": {\"count\": 3}")));

        var outcome = mist.run("start", "job", "--route", "log-alerts", "--wait");

        assertThat(outcome.exit()).isZero();
        assertThat(Json.compact(Json.parse(outcome.out()))).isEqualTo("{\"count\":3}");
        assertThat(outcome.err().lines()).containsExactly("mist: the server starts; trying again in 0.3 s (1 of 10)");
        assertThat(server.requestLines())
                .filteredOn((RUN + "?wait=PT30S")::equals)
                .hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"job, 4", "resources, 5", "caller, 3", "internal, 1"})
    void theExitCodeOfAFailedRunIsThatOfItsKind(String kind, int exit) {
        server.on(RUN, Samples.failed(kind));

        var outcome = mist.run("start", "job", "--route", "log-alerts", "--wait");

        assertThat(outcome.exit()).isEqualTo(exit);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines())
                .containsExactly("mist: run " + Samples.ID + " failed: it broke", "  path: no such file");
    }

    @Test
    void theExitCodeOfACancelledRunIsFour() {
        server.on(RUN, Samples.run("CANCELLED"));

        var outcome = mist.run("start", "job", "--route", "log-alerts", "--wait", "-o", "json");

        assertThat(outcome.exit()).isEqualTo(4);
        assertThat(outcome.err()).contains("\"code\" : \"cancelled\"");
    }

    @Test
    void aWaitThatTimesOutSaysThatTheRunContinues() {
        server.on(RUN, Samples.run("RUNNING"));

        var outcome = mist.run("start", "job", "--route", "log-alerts", "--wait=200ms");

        assertThat(outcome.exit()).isEqualTo(5);
        assertThat(outcome.err()).contains("has not ended in time (RUNNING) and continues");
    }

    @Test
    void aMalformedDurationIsWrongUsage() {
        var outcome = mist.run("start", "job", "--route", "log-alerts", "--wait=soon");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("'soon' (expected: a duration such as 30s, 5m or PT30S)");
    }

    @Test
    void followingPrintsTheIdAndTheLogAndExitsAsTheRunEnds() {
        server.on(
                        "GET /v1/runs/" + Samples.ID + "/logs",
                        Reply.events("data: one\n\ndata: two\n\nevent: end\ndata:\n\n"))
                .on(RUN, Samples.failed("job"));

        var outcome = mist.run("start", "job", "--route", "log-alerts", "--follow");

        assertThat(outcome.lines()).containsExactly(Samples.ID, "one", "two");
        assertThat(outcome.exit()).isEqualTo(4);
    }

    @Test
    void theServersProblemsArePrintedOnePerLine() {
        server.on(
                START,
                Reply.problem(
                        422,
                        "caller",
                        "invalid-parameters",
                        "2 problems",
                        "[{\"path\": \"path\", \"message\": \"missing\"}, {\"path\": \"\", \"message\": \"odd\"}]"));

        var outcome = mist.run("start", "job", "--route", "log-alerts");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines()).containsExactly("mist: 2 problems", "  path: missing", "  odd");
    }

    @Test
    void theWholeRunIsPrintedAsJson() throws Exception {
        var outcome = mist.run("-o", "json", "start", "job", "--route", "log-alerts");

        assertThat(Json.parse(outcome.out())).isEqualTo(Json.parse(Samples.run("QUEUED")));
    }

    private String sentParameters() throws Exception {
        return Json.compact(Json.parse(server.request(START).body()).path("parameters"));
    }
}
