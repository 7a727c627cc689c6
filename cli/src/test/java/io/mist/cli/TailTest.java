package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.FakeServer.Reply;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TailTest {

    private static final String CHANNEL = "GET /v1/routes/log-alerts/outputs/alerts";

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
    void itResumesBehindTheLastMessageWhenAConnectionBreaks() {
        server.on(
                CHANNEL,
                Reply.events("retry: 1\n\nid: 41\ndata: {\"a\":1}\n\n"),
                Reply.problem(503, "resources", "busy", "too many readers", "[]"),
                Reply.events("id: 42\ndata: {\"a\":2}\n\n"));

        var outcome = mist.run("tail", "log-alerts/alerts", "--from", "earliest", "--plain", "-n", "2");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.lines()).containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThat(outcome.err().lines())
                .containsExactly(
                        "mist: " + server.url() + " ended the connection; trying again in 0.0 s (1 of 10)",
                        "mist: too many readers; trying again in 0.0 s (2 of 10)",
                        "mist: connected again, after 41");
        assertThat(server.requests(CHANNEL))
                .extracting(r -> r.header("Last-Event-ID"))
                .containsExactly("", "41", "41");
        assertThat(server.request(CHANNEL).line()).isEqualTo(CHANNEL + "?envelope=plain&from=earliest");
        assertThat(server.request(CHANNEL).header("Accept")).startsWith("text/event-stream");
    }

    @Test
    void aKilledServerCountsAsABrokenConnection() {
        server.on(CHANNEL, Reply.brokenEvents("retry: 1\nid: 41\ndata: 1\n\n"), Reply.events("id: 42\ndata: 2\n\n"));

        var outcome = mist.run("tail", "log-alerts/alerts", "-n", "2");

        assertThat(outcome.lines()).containsExactly("1", "2");
        assertThat(outcome.err()).contains("broke the connection").contains("connected again, after 41");
    }

    @Test
    void itGivesUpWhenConnectionsKeepBreaking() {
        server.on(CHANNEL, Reply.events("retry: 1\n\n"));

        var outcome = mist.run("tail", "log-alerts/alerts");

        assertThat(outcome.exit()).isEqualTo(6);
        assertThat(outcome.err()).contains("(10 of 10)");
    }

    @Test
    void removedMessagesAreReportedOnStandardError() {
        server.on(CHANNEL, Reply.events("event: gap\ndata: {\"from\": 0, \"to\": 41}\n\nid: 42\ndata: {}\n\n"));

        var outcome = mist.run("tail", "log-alerts/alerts", "--from", "0", "-n", "1");

        assertThat(outcome.lines()).containsExactly("{}");
        assertThat(outcome.err().lines())
                .containsExactly("mist: messages 0-41 of log-alerts/alerts are gone (retention)");
    }

    @Test
    void withoutFollowingItReadsPagesToTheEnd() {
        server.on("GET /v1/runs", Samples.runs(Samples.ID))
                .on(
                        page("earliest"),
                        Reply.of(200, "application/x-ndjson", "{\"a\":1}\n{\"a\":2}\n")
                                .header("Mist-Next", "2"))
                .on(page("2"), Reply.of(200, "application/x-ndjson", "").header("Mist-Next", "5"))
                .on(
                        page("5"),
                        Reply.of(200, "application/x-ndjson", "{\"a\":3}\n").header("Mist-Next", "6"))
                .on(page("6"), Reply.of(200, "application/x-ndjson", "").header("Mist-Next", "6"));

        var outcome = mist.run("tail", "log-alerts/alerts", "--no-follow", "--run", "0198aaa");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.lines()).containsExactly("{\"a\":1}", "{\"a\":2}", "{\"a\":3}");
    }

    @Test
    void theOptionsBecomeQueryParameters() {
        server.on(
                CHANNEL,
                Reply.events("retry: 1\n\ndata: {\"a\":1}\n\nevent: snapshot-end\nid: 6\ndata: {\"next\":7}\n\n"),
                Reply.events("id: 7\ndata: {\"a\":2}\n\n"));

        var outcome = mist.run(
                "tail",
                "log-alerts/alerts",
                "--from",
                "snapshot",
                "--where",
                "service=db",
                "--where",
                "n=1",
                "-n",
                "2");

        assertThat(outcome.lines()).containsExactly("{\"a\":1}", "{\"a\":2}");
        assertThat(server.requests(CHANNEL).get(0).line())
                .isEqualTo(CHANNEL + "?where=service%3Ddb&where=n%3D1&from=snapshot");
        assertThat(server.requests(CHANNEL))
                .extracting(r -> r.header("Last-Event-ID"))
                .containsExactly("", "6");
        assertThat(mist.run("tail", "a/b", "--where", "service").exit()).isEqualTo(2);
    }

    @Test
    void aGapInAPageIsReported() {
        server.on(CHANNEL, Reply.of(200, "application/x-ndjson", "{\"a\":1}\n").header("Mist-Gap", "0-41"));

        var outcome = mist.run("tail", "log-alerts/alerts", "--no-follow", "-n", "1");

        assertThat(outcome.lines()).containsExactly("{\"a\":1}");
        assertThat(outcome.err()).contains("messages 0-41");
        assertThat(server.requestLines()).containsExactly(CHANNEL + "?from=earliest&limit=1");
    }

    @Test
    void anUnknownChannelIsACallersErrorAndIsNotRetried() {
        var outcome = mist.run("tail", "log-alerts/nothing");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(server.requestLines()).hasSize(1);
    }

    @Test
    void aMalformedChannelOrOffsetIsWrongUsage() {
        assertThat(mist.run("tail", "log-alerts").err()).contains("'log-alerts' (expected: ROUTE/CHANNEL");
        assertThat(mist.run("tail", "a/b", "--from", "-1").exit()).isEqualTo(2);
        assertThat(mist.run("tail", "a/b", "-n", "0").exit()).isEqualTo(2);
    }

    private static String page(String from) {
        return CHANNEL + "?run=" + Samples.ID + "&from=" + from + "&limit=100";
    }
}
