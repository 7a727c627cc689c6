package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.FakeServer.Reply;
import io.mist.cli.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveTest {

    private static final String OF_ROUTE = "/v1/routes/log-alerts/live";
    private static final String OF_RUN = "/v1/runs/" + Samples.ID + "/live";
    private static final String ACCEPTED = Samples.live(2, 1, ", \"accepted\": 2");
    private static final String APPLIED = Samples.live(2, 2, ", \"accepted\": 2");

    private FakeServer server;
    private Cli mist;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer()
                .on("GET /v1/routes/log-alerts", Samples.ROUTE)
                .on("GET /v1/runs", Samples.runs(Samples.ID))
                .on("GET /v1/runs/" + Samples.ID, Samples.run("RUNNING"));
        mist = Cli.against(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void valuesAreShownWithTheQueriesInWhichTheyAreInEffect() {
        server.on("GET " + OF_ROUTE, Samples.live(2, 2, ""));

        assertThat(mist.run("live", "log-alerts").lines())
                .containsExactly(
                        "run      " + Samples.ID,
                        "route    log-alerts",
                        "state    RUNNING",
                        "version  2",
                        "",
                        "VALUES",
                        "filter  notice",
                        "",
                        "IN EFFECT",
                        "QUERY   VERSION  FROM EPOCH  SINCE",
                        "alerts  2        7           3 min ago");
    }

    @Test
    void aNameThatIsNoRouteIsARun() throws Exception {
        server.on("GET " + OF_RUN, Samples.live(2, 2, ""));

        var outcome = mist.run("live", "0198aa", "-o", "json");

        assertThat(Json.parse(outcome.out())).isEqualTo(Json.parse(Samples.live(2, 2, "")));
    }

    @Test
    void aRouteTakesPrecedenceOverARunOfThatName() {
        server.on("GET /v1/routes/" + Samples.ID, Samples.ROUTE)
                .on("GET /v1/routes/" + Samples.ID + "/live", Samples.live(9, 9, ""));

        assertThat(mist.run("live", Samples.ID).out()).contains("version  9");
    }

    @Test
    void aNameThatIsNeitherRouteNorRunIsRejected() {
        var outcome = mist.run("live", "nonsense");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).startsWith("mist: there is neither a route nor a run 'nonsense'");
    }

    @Test
    void withoutATargetItIsWrongUsage() {
        assertThat(mist.run("live").exit()).isEqualTo(2);
    }

    @Test
    void aChangeIsAMergePatchTypedByTheContract() {
        server.on("PATCH " + OF_ROUTE, Reply.json(202, ACCEPTED));

        var outcome = mist.run("live", "set", "log-alerts", "filter=7", "atLeast=4", "--if-version", "1");

        assertThat(outcome.lines()).containsExactly("version 2 accepted");
        var request = server.request("PATCH");
        assertThat(request.body()).isEqualTo("{\"filter\":\"7\",\"atLeast\":4}");
        assertThat(request.header("If-Match")).isEqualTo("\"1\"");
        assertThat(request.header("Mist-User")).isEqualTo("ada");
    }

    @Test
    void theContractOfARunIsThatOfItsRoute() {
        server.on("PATCH " + OF_RUN, Reply.json(202, ACCEPTED));

        mist.run("live", "set", "0198aa", "filter=7", "--json", "{\"atLeast\": 1}");

        assertThat(server.request("PATCH").body()).isEqualTo("{\"atLeast\":1,\"filter\":\"7\"}");
    }

    @Test
    void waitingPrintsTheFirstEpochWithTheChange() {
        server.on("PATCH " + OF_ROUTE, Reply.json(200, APPLIED));

        var outcome = mist.run("live", "set", "--wait", "log-alerts", "filter=x");

        assertThat(outcome.lines()).containsExactly("version 2 in effect: query alerts from epoch 7 on");
        assertThat(server.request("PATCH").line()).endsWith("?wait=applied&timeout=PT30S");
    }

    @Test
    void aChangeThatTheNextMicroBatchWillSeeIsReportedAsSuch() {
        server.on("PATCH " + OF_ROUTE, Reply.json(200, ACCEPTED));

        assertThat(mist.run("live", "set", "log-alerts", "filter=x", "--wait").lines())
                .containsExactly("version 2 accepted; it is in effect from the next micro-batch on");
    }

    @Test
    void aLongWaitDoesNotMakeASecondVersion() {
        server.on("PATCH " + OF_ROUTE, Reply.json(202, ACCEPTED)).on("GET " + OF_RUN, Samples.live(2, 2, ""));

        var outcome = mist.run("live", "set", "log-alerts", "filter=x", "--wait");

        assertThat(outcome.lines()).containsExactly("version 2 in effect: query alerts from epoch 7 on");
        assertThat(server.requests("PATCH")).hasSize(1);
    }

    @Test
    void aRunThatEndsBeforeTheChangeIsAppliedEndsTheWait() {
        server.on("PATCH " + OF_ROUTE, Reply.json(202, ACCEPTED))
                .on(
                        "GET " + OF_RUN,
                        Reply.json(202, Samples.live(2, 1, ", \"accepted\": 2").replace("RUNNING", "CANCELLED")));

        var outcome = mist.run("live", "set", "log-alerts", "filter=x", "--wait");

        assertThat(outcome.exit()).isEqualTo(4);
        assertThat(outcome.err()).contains("ended (CANCELLED) before it was applied");
    }

    @Test
    void aWaitThatTimesOutSaysThatTheChangeStaysAccepted() {
        server.on("PATCH " + OF_ROUTE, Reply.json(202, ACCEPTED)).on("GET " + OF_RUN, Reply.json(202, ACCEPTED));

        var outcome = mist.run("live", "set", "log-alerts", "filter=x", "--wait=100ms");

        assertThat(outcome.exit()).isEqualTo(5);
        assertThat(outcome.err())
                .contains("it stays accepted")
                .contains("mist live wait " + Samples.ID + " --version 2");
        assertThat(server.request("PATCH").line()).contains("timeout=PT0.");
    }

    @Test
    void aVersionConflictIsACallersError() {
        server.on("PATCH " + OF_ROUTE, Reply.problem(412, "caller", "version-conflict", "now 3", "[]"));

        var outcome = mist.run("live", "set", "log-alerts", "filter=x", "--if-version=2", "-o", "json");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).contains("\"code\" : \"version-conflict\"");
    }

    @Test
    void nothingToChangeIsWrongUsage() {
        assertThat(mist.run("live", "set", "log-alerts").err()).contains("nothing to change");
    }

    @Test
    void historyIsListed() {
        server.on("GET " + OF_ROUTE + "/history", """
                {"versions": [{"version": 2, "at": "2026-11-22T12:02:50Z", "by": "ada", "door": "http",
                  "changed": {"filter": {"from": "error", "to": "notice"}}}]}""");

        assertThat(mist.run("live", "history", "log-alerts").lines())
                .containsExactly(
                        "VERSION  MADE      BY   DOOR  CHANGED",
                        "2        10 s ago  ada  http  filter: \"error\" -> \"notice\"");
    }

    @Test
    void aRollbackNamesTheOldVersion() {
        server.on("POST " + OF_ROUTE + "/rollback", Reply.json(200, APPLIED));

        var outcome = mist.run("live", "rollback", "log-alerts", "--to", "1", "--wait=10s");

        assertThat(outcome.exit()).isZero();
        assertThat(server.request("rollback").body()).isEqualTo("{\"to\":1}");
        assertThat(server.request("rollback").line()).contains("wait=applied");
    }

    @Test
    void aWaitIsResumedByAnotherCommand() {
        server.on("GET " + OF_ROUTE, Reply.json(202, ACCEPTED)).on("GET " + OF_RUN, Reply.json(200, APPLIED));

        var outcome = mist.run("live", "wait", "log-alerts", "--version", "2");

        assertThat(outcome.lines()).containsExactly("version 2 in effect: query alerts from epoch 7 on");
        assertThat(server.request("GET " + OF_ROUTE).line())
                .contains("wait=applied")
                .contains("version=2");
    }

    @Test
    void aVersionThatABatchJobHasReadHasNoEpoch() {
        server.on("GET " + OF_ROUTE, Reply.json(200, APPLIED.replace(", \"epoch\": 7", "")));

        assertThat(mist.run("live", "wait", "log-alerts").lines())
                .containsExactly("version 2 in effect: the job has read it");
    }

    @Test
    void aKeyMakesARepeatedChangeHarmless() {
        server.on("PATCH " + OF_ROUTE, Reply.json(202, ACCEPTED));

        mist.run("live", "set", "log-alerts", "filter=x", "--key", "monday");

        assertThat(server.request("PATCH").header("Idempotency-Key")).isEqualTo("monday");
    }

    @Test
    void aConflictShowsTheCurrentValues() {
        String live = "{\"version\": 3, \"values\": {\"filter\": \"notice\"}}";
        server.on(
                "PATCH " + OF_ROUTE,
                Reply.problem(412, "caller", "version-conflict", "at version 3", "[], \"live\": " + live));

        var outcome = mist.run("live", "set", "log-alerts", "filter=x", "--if-version=2");

        assertThat(outcome.err()).contains("at version 3").contains("filter is \"notice\"");
    }

    @Test
    void historyIsPagedAndShowsRollbacksAndGaps() {
        server.on("GET " + OF_ROUTE + "/history", """
                {"next": 7, "versions": [
                  {"version": 8, "at": "2026-11-22T12:02:50Z", "by": "ada", "door": "http", "rolledBackTo": 1,
                   "changed": {"filter": {"from": "error", "to": "notice"}}},
                  {"version": 7, "at": "2026-11-22T12:02:50Z", "by": "", "door": "mqtt"}]}""");

        var outcome = mist.run("live", "history", "log-alerts", "--limit", "2", "--before", "9");

        assertThat(outcome.lines())
                .containsExactly(
                        "VERSION  MADE      BY   DOOR  CHANGED",
                        "8        10 s ago  ada  http  filter: \"error\" -> \"notice\" (back to version 1)",
                        "7        10 s ago       mqtt  (the version before it is no longer kept)");
        assertThat(outcome.err()).contains("--before 7");
        assertThat(server.request("history").line()).endsWith("?limit=2&before=9");
    }

    @Test
    void twoVersionsAreCompared() {
        server.on("GET " + OF_ROUTE + "/diff", """
                {"from": 1, "to": 3, "changed": {"filter": {"from": "error", "to": "notice"}}}""");

        assertThat(mist.run("live", "diff", "log-alerts", "1", "3").lines())
                .containsExactly("PARAMETER  VERSION 1  VERSION 3", "filter     \"error\"    \"notice\"");
        assertThat(server.request("diff").line()).endsWith("?from=1&to=3");
    }
}
