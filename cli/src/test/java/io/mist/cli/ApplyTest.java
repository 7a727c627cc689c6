package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyTest {

    @TempDir
    private Path directory;

    private FakeServer server;
    private Cli mist;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        mist = Cli.against(server);
        file("a.conf", "log-alerts { path = jobs/a.jar, className = a.Job }\nlog.lines { path = \"hdfs:/b.jar\" }\n");
        file("b.json", "{\"count\": {\"path\": \"/c.jar\", \"className\": \"c.Job\"}}");
        file("notes.txt", "no routes");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private static String view(String route, String outcome, String changes) {
        return "{\"route\": \"" + route + "\", \"outcome\": \"" + outcome + "\", \"changes\": [" + changes
                + "], \"problems\": []}";
    }

    private void answering(String changes) {
        server.on("PUT /v1/routes/log-alerts", view("log-alerts", "changed", changes))
                .on("PUT /v1/routes/log.lines", view("log.lines", "unchanged", ""))
                .on("PUT /v1/routes/count", view("count", "new", ""));
    }

    @Test
    void allRoutesOfADirectoryAreCheckedBeforeTheChangedOnesAreDeployed() {
        answering("{\"path\": \"live.x\", \"message\": \"added\", \"breaking\": false}");

        Cli.Outcome outcome = mist.run("apply", "-f", directory.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
        assertThat(outcome.lines())
                .containsExactly(
                        "ROUTE       OUTCOME    BREAKS  CHANGE",
                        "log.lines   unchanged",
                        "log-alerts  changed",
                        "                               live.x: added",
                        "count       new");
        assertThat(server.requestLines())
                .containsExactly(
                        "PUT /v1/routes/log.lines?dry-run=true",
                        "PUT /v1/routes/log-alerts?dry-run=true",
                        "PUT /v1/routes/count?dry-run=true",
                        "PUT /v1/routes/log-alerts",
                        "PUT /v1/routes/count");
        assertThat(server.requests("log-alerts").get(1).body())
                .isEqualTo("{\"className\":\"a.Job\",\"path\":\"" + directory.resolve("jobs/a.jar") + "\"}");
    }

    @Test
    void aBreakingChangeIsShownAndNothingIsDeployed() {
        answering("{\"path\": \"outputs.alerts.at\", \"message\": \"removed\", \"breaking\": true}");

        Cli.Outcome outcome = mist.run("apply", "-f", directory.toString());

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.out()).contains("yes     outputs.alerts.at: removed");
        assertThat(outcome.err()).contains("clients would break", "log-alerts: outputs.alerts.at");
        assertThat(server.requestLines()).allMatch(line -> line.endsWith("dry-run=true"));
    }

    @Test
    void aBreakingChangeIsDeployedIfTheUserAcceptsIt() {
        answering("{\"path\": \"outputs.alerts.at\", \"message\": \"removed\", \"breaking\": true}");

        assertThat(mist.run("apply", "--accept-breaking", "-f", directory.toString())
                        .exit())
                .isZero();
        assertThat(server.requestLines()).contains("PUT /v1/routes/log-alerts?accept-breaking=true");
    }

    @Test
    void aDryRunDeploysNothingAndExitsWithThreeForABreakingChange() throws Exception {
        answering("");

        Cli.Outcome good = mist.run("apply", "--dry-run", "-o", "json", "-f", directory.toString());

        assertThat(good.exit()).isZero();
        assertThat(Json.parse(good.out()).path("routes")).hasSize(3);
        answering("{\"path\": \"kind\", \"message\": \"is now batch (was: stream)\", \"breaking\": true}");
        assertThat(mist.run("apply", "--dry-run", "-f", directory.toString()).exit())
                .isEqualTo(3);
        assertThat(server.requestLines()).allMatch(line -> line.endsWith("dry-run=true"));
    }

    @Test
    void allProblemsOfAllFilesAreReportedAtOnce() throws Exception {
        file("c.conf", "count { path = x }\nmist.http.port = 2004\n");
        file("d.json", "{\"open\":");

        Cli.Outcome outcome = mist.run(
                "apply",
                "-f",
                directory.toString(),
                directory.resolve("none.conf").toString());

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains(
                        "count: is defined in " + directory.resolve("b.json") + " already",
                        "mist.http: not a route (expected: name { path",
                        "d.json",
                        "none.conf")
                .contains("no such file");
        assertThat(server.requestLines()).isEmpty();
    }

    @Test
    void aRouteThatTheServerRejectsPreventsTheOthersFromBeingDeployed() {
        answering("");
        server.on(
                "PUT /v1/routes/log-alerts",
                FakeServer.Reply.problem(409, "caller", "route-in-file", "route 'log-alerts' is defined there", "[]"));

        Cli.Outcome outcome = mist.run("apply", "-f", directory.toString());

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).contains("route 'log-alerts' is defined there");
        assertThat(server.requestLines()).allMatch(line -> line.endsWith("dry-run=true"));
    }
}
