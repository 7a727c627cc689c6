package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LsTest {

    private FakeServer server;
    private Cli mist;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        mist = Cli.against(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void routesAreListedWithTheirProblems() {
        server.on("GET /v1/routes", """
                {"routes": [%s, {"route": "b", "namespace": "x", "state": "broken",
                  "problems": [{"path": "", "message": "no such\\n\\u001b[31mfile"}]}]}""".formatted(Samples.ROUTE));

        assertThat(mist.run("ls", "routes").lines())
                .containsExactly(
                        "ROUTE       STATE   KIND    CONTEXT  DESCRIPTION",
                        "log-alerts  ready   stream  default  Finds lines in logs",
                        "b           broken          x        no such  [31mfile");
    }

    @Test
    void runsAreListedNewestFirst() {
        server.on("GET /v1/runs", Samples.runs(Samples.OTHER_ID, Samples.ID));

        assertThat(mist.run("ls", "runs", "--route", "log-alerts", "--state", "running", "--limit", "5")
                        .lines())
                .containsExactly(
                        "RUN                                   ROUTE       STATE    SINCE      CREATED  BY",
                        "0198aabb-0000-7000-8000-000000000002  log-alerts  RUNNING  3 min ago  1 h ago  http:ada",
                        "0198aaaa-0000-7000-8000-000000000001  log-alerts  RUNNING  3 min ago  1 h ago  http:ada");
        assertThat(server.requestLines()).containsExactly("GET /v1/runs?route=log-alerts&state=RUNNING&limit=5");
    }

    @Test
    void allRunsAreReadOverSeveralPages() throws Exception {
        server.on("GET /v1/runs", Samples.runs(Samples.OTHER_ID).replace("null}", "\"p 2\"}"))
                .on("GET /v1/runs?limit=100&after=p%202", Samples.runs(Samples.ID));

        var outcome = mist.run("ls", "runs", "--all", "-o", "json");

        assertThat(Json.parse(outcome.out()).path("runs").findValuesAsText("id"))
                .containsExactly(Samples.OTHER_ID, Samples.ID);
    }

    @Test
    void aLimitBelowOneIsWrongUsage() {
        assertThat(mist.run("ls", "runs", "--limit", "0").exit()).isEqualTo(2);
    }

    @Test
    void workersAreListed() {
        server.on("GET /v1/workers", """
                {"workers": [{"id": "w1", "context": "default", "state": "ready", "pid": 4711,
                  "sparkVersion": "4.1.0", "webUi": null, "runs": 1, "since": "2026-11-21T12:03:00Z"}]}""");

        assertThat(mist.run("ls", "workers").lines())
                .containsExactly(
                        "WORKER  CONTEXT  STATE  RUNS  PID   SPARK  SINCE      WEB UI",
                        "w1      default  ready  1     4711  4.1.0  1 day ago");
    }

    @Test
    void contextsAreListed() {
        server.on(
                "GET /v1/contexts",
                "{\"contexts\": [{\"name\": \"default\", \"maxParallelRuns\": 20, \"running\": 1, \"queued\": 0}]}");

        assertThat(mist.run("ls", "contexts").lines())
                .containsExactly("CONTEXT  RUNNING  QUEUED  MAX PARALLEL RUNS", "default  1        0       20");
    }

    @Test
    void statesAreColouredOnATerminalOnly() {
        server.on("GET /v1/runs", Samples.runs(Samples.ID));

        assertThat(mist.run("ls", "runs").out()).doesNotContain("\u001b");
        assertThat(mist.onTerminal().run("ls", "runs").out()).contains("\u001b[32mRUNNING\u001b[0m");
        assertThat(mist.onTerminal().run("ls", "runs", "--no-color").out()).doesNotContain("\u001b");
        assertThat(mist.onTerminal().with("NO_COLOR", "1").run("ls", "runs").out())
                .doesNotContain("\u001b");
        assertThat(mist.onTerminal().with("TERM", "dumb").run("ls", "runs").out())
                .doesNotContain("\u001b");
    }

    @Test
    void colouredTablesAreAlignedAsPlainOnes() {
        server.on("GET /v1/runs", Samples.runs(Samples.ID));

        String coloured = mist.onTerminal().run("ls", "runs").out();

        assertThat(coloured.replaceAll("\u001b\\[\\d+m", ""))
                .isEqualTo(mist.run("ls", "runs").out());
    }
}
