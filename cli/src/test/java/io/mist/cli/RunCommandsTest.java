package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.FakeServer.Reply;
import io.mist.cli.json.Json;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunCommandsTest {

    private static final String RUN = "GET /v1/runs/" + Samples.ID;
    private static final String LOGS = RUN + "/logs";
    private static final String CANCEL = "POST /v1/runs/" + Samples.ID + "/cancel";

    private FakeServer server;
    private Cli mist;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer()
                .on("GET /v1/runs", Samples.runs(Samples.ID, Samples.OTHER_ID))
                .on(RUN, Samples.run("RUNNING"));
        mist = Cli.against(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRunIsShownAsNamesAndValues() {
        var outcome = mist.run("show", Samples.ID);

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.lines())
                .contains(
                        "run             " + Samples.ID,
                        "state           RUNNING",
                        "since           3 min ago",
                        "created         1 h ago by http:ada",
                        "parameter path  /var/log/app",
                        "live filter     notice",
                        "live version    2");
    }

    @Test
    void theReasonOfAnEndIsShown() {
        server.on(RUN, Samples.failed("job"));

        assertThat(mist.run("show", Samples.ID).out())
                .contains("it broke (job, some-code)")
                .contains("path: no such file");
    }

    @Test
    void aRunIsPrintedAsTheServersJson() throws Exception {
        var outcome = mist.run("show", Samples.ID, "-o", "json");

        assertThat(Json.parse(outcome.out())).isEqualTo(Json.parse(Samples.run("RUNNING")));
    }

    @Test
    void theStartOfAnIdIsEnoughIfItIsUnambiguous() {
        assertThat(mist.run("show", "0198aaa").out()).contains(Samples.ID);
    }

    @Test
    void anAmbiguousStartListsTheRuns() {
        var outcome = mist.run("show", "0198");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err().lines())
                .containsExactly(
                        "mist: '0198' is the start of 2 runs' ids (expected: of one); type more of it",
                        "  run: " + Samples.ID,
                        "  run: " + Samples.OTHER_ID);
    }

    @Test
    void anUnknownOrTooShortStartIsRejected() {
        assertThat(mist.run("show", "ffff").exit()).isEqualTo(3);
        assertThat(mist.run("show", "019").exit()).isEqualTo(3);
        assertThat(server.requestLines())
                .filteredOn(line -> line.startsWith("GET /v1/runs?"))
                .hasSize(1);
    }

    @Test
    void logsArePrintedAsTheyAre() {
        server.on(LOGS, Reply.of(200, "text/plain", "one\ntwo\n"));

        assertThat(mist.run("logs", "0198aaa", "--tail", "2").lines()).containsExactly("one", "two");
        assertThat(server.requestLines()).contains(LOGS + "?tail=2");
    }

    @Test
    void followedLogsResumeAfterABrokenConnectionUntilTheEnd() {
        server.on(
                LOGS,
                Reply.events("retry: 1\nid: 1\ndata: one\n\ndata: cut off"),
                Reply.events(": a comment\n\nid: 2\ndata: two\n\nevent: end\ndata: {}\n\ndata: never\n\n"));

        var outcome = mist.run("logs", Samples.ID, "-f");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.lines()).containsExactly("one", "two");
        assertThat(outcome.err()).contains("ended the connection; trying again").contains("connected again, after 1");
        assertThat(server.requests(LOGS).get(1).header("Last-Event-ID")).isEqualTo("1");
    }

    @Test
    void theLogOfAnUnknownRunIsACallersError() {
        var outcome = mist.run("logs", Samples.OTHER_ID);

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).startsWith("mist: there is no");
    }

    @Test
    void cancellingPrintsTheState() {
        server.on(CANCEL, Reply.json(202, Samples.run("CANCELLING")));

        assertThat(mist.run("cancel", "0198aaa").lines()).containsExactly(Samples.ID + "  CANCELLING");
    }

    @Test
    void cancellingMayWaitForTheEnd() {
        server.on(CANCEL, Reply.json(202, Samples.run("CANCELLING"))).on(RUN, Samples.run("CANCELLED"));

        var outcome = mist.run("cancel", "--wait", Samples.ID);

        assertThat(outcome).isEqualTo(new Cli.Outcome(0, Samples.ID + "  CANCELLED" + System.lineSeparator(), ""));
    }

    @Test
    void aCancelledRunThatDoesNotEndInTimeIsReported() {
        server.on(CANCEL, Reply.json(202, Samples.run("CANCELLING"))).on(RUN, Samples.run("CANCELLING"));

        assertThat(mist.run("cancel", "--wait=150ms", Samples.ID).exit()).isEqualTo(5);
    }
}
