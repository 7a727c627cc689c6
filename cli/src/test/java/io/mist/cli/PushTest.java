package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.FakeServer.Reply;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PushTest {

    private static final String LINES = "POST /v1/routes/log-alerts/inputs/lines";
    private static final String TEXT = "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"},"
            + "\"host\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"text\"]}";
    private static final String NUMBER = "{\"type\":\"integer\"}";

    private FakeServer server;
    private Cli mist;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        mist = Cli.against(server);
        input(TEXT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void input(String schema) {
        server.on(
                "GET /v1/routes/log-alerts",
                "{\"route\":\"log-alerts\",\"contract\":{\"inputs\":{\"lines\":" + schema + "}}}");
    }

    private static Reply accepted(int count) {
        return Reply.json(202, "{\"accepted\":" + count + ",\"rejected\":[]}");
    }

    private List<String> bodies() {
        return server.requests(LINES).stream().map(FakeServer.Request::body).toList();
    }

    @Test
    void aPlainLineBecomesTheOneRequiredTextAndAMessageStaysOne() {
        server.on(LINES, accepted(4));

        var outcome = mist.reading("a \"quoted\" line\r\n{\"text\":\"b\",\"host\":\"h\"}\n\n{\"other\":1}")
                .run("push", "log-alerts/lines");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).isEmpty();
        assertThat(bodies())
                .containsExactly(
                        "{\"text\":\"a \\\"quoted\\\" line\"}\n{\"text\":\"b\",\"host\":\"h\"}\n{\"text\":\"\"}\n"
                                + "{\"text\":\"{\\\"other\\\":1}\"}\n");
        assertThat(server.request(LINES).header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(server.request(LINES).header("Idempotency-Key")).isNotEmpty();
        assertThat(server.request(LINES).header("Mist-User")).isEqualTo("ada");
    }

    @Test
    void theUserMayChooseTheFormOfALine() {
        server.on(LINES, accepted(1));
        mist.reading("{\"text\":\"a\"}").run("push", "log-alerts/lines", "--text=host");
        mist.reading("{\"text\":\"a\"}").run("push", "log-alerts/lines", "--text");
        mist.reading("\n7\n").run("push", "log-alerts/lines", "--json");
        assertThat(bodies())
                .containsExactly(
                        "{\"host\":\"{\\\"text\\\":\\\"a\\\"}\"}\n",
                        "{\"text\":\"{\\\"text\\\":\\\"a\\\"}\"}\n",
                        "7\n");
    }

    @Test
    void otherMessagesAreJsonLines() {
        input(NUMBER);
        server.on(LINES, accepted(2));
        var outcome = mist.reading("1\n\n2\n").run("push", "log-alerts/lines", "-o", "json");
        assertThat(bodies()).containsExactly("1\n2\n");
        assertThat(outcome.out()).contains("\"accepted\" : 2", "\"rejected\" : 0");
        assertThat(mist.reading("1").run("push", "log-alerts/lines", "--text").exit())
                .isEqualTo(2);
    }

    @Test
    void aBatchWhoseAnswerIsLostIsPushedAgainUnderItsKey() {
        server.on(LINES, Reply.problem(503, "resources", "busy", "too many pushes", "[]"), accepted(1));

        var outcome = mist.reading("a\n").run("push", "log-alerts/lines");

        assertThat(outcome.exit()).isZero();
        assertThat(bodies()).hasSize(2).containsOnly("{\"text\":\"a\"}\n");
        assertThat(server.requests(LINES).stream()
                        .map(request -> request.header("Idempotency-Key"))
                        .distinct())
                .hasSize(1);
        assertThat(outcome.err()).contains("too many pushes; trying again in");
    }

    @Test
    void rejectedLinesAreReportedByNumberAndTheOthersArePushed() {
        input(NUMBER);
        server.on(
                LINES,
                Reply.json(
                        207,
                        "{\"accepted\":1,\"rejected\":[{\"line\":2,\"problems\":[{\"path\":\"\",\"message\":\"no"
                                + " integer\"}]}]}"));

        var outcome = mist.reading("1\n\nx\n").run("push", "log-alerts/lines");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err().lines())
                .containsExactly("mist: line 3: no integer", "mist: 1 of 2 lines were rejected; the others are pushed");
    }

    @Test
    void rejectedLinesAreReportedEvenIfNoneIsAccepted() {
        input(NUMBER);
        server.on(LINES, Reply.of(400, "application/problem+json", """
                {"status": 400, "code": "invalid-messages", "kind": "caller", "detail": "none", "problems": [],
                 "rejected": [{"line": 1, "problems": [{"path": "a", "message": "bad"}]}]}"""));
        var outcome = mist.reading("x\n").run("push", "log-alerts/lines");
        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).contains("mist: line 1: a: bad");
    }

    @Test
    void anUnknownRouteOrInputIsReportedBeforeALineIsRead() {
        server.on(
                LINES, Reply.problem(404, "caller", "unknown-input", "route 'log-alerts' has no input 'lines'", "[]"));
        assertThat(mist.reading("a").run("push", "log-alerts/lines").exit()).isEqualTo(3);
        assertThat(mist.reading("a").run("push", "other/lines").exit()).isEqualTo(3);
        assertThat(mist.reading("a").run("push", "lines").exit()).isEqualTo(2);
        assertThat(mist.reading("").run("push", "log-alerts/lines").exit()).isZero();
    }

    @Test
    void manyLinesArePushedInBatches() {
        server.on(LINES, accepted(1));
        mist.reading("a line\n".repeat(1_200)).run("push", "log-alerts/lines");
        assertThat(bodies()).allMatch(body -> body.lines().count() <= 500);
        assertThat(bodies().stream().mapToLong(body -> body.lines().count()).sum())
                .isEqualTo(1_200);
    }

    @Test
    void aLineThatIsTooLongIsReportedAndTheNextIsPushed() {
        server.on(LINES, accepted(1));
        var outcome = mist.reading("x".repeat(5 << 20) + "\nb\n").run("push", "log-alerts/lines");
        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).contains("line 1: longer than");
        assertThat(bodies()).containsExactly("{\"text\":\"b\"}\n");
    }

    @Test
    void aLineIsPushedBeforeTheNextComes() throws Exception {
        server.on(LINES, accepted(1));
        PipedInputStream in = new PipedInputStream();
        try (PipedOutputStream tail = new PipedOutputStream(in)) {
            var shell = new io.mist.cli.screen.Shell(
                    in,
                    new PrintWriter(new StringWriter()),
                    new PrintWriter(new StringWriter()),
                    Map.of("MIST_SERVER", server.url()),
                    false,
                    Clock.systemUTC());
            var exit = CompletableFuture.supplyAsync(() -> Main.run(new String[] {"push", "log-alerts/lines"}, shell));
            tail.write("first\n".getBytes(StandardCharsets.UTF_8));
            tail.flush();
            Awaitility.await().until(() -> bodies().size() == 1);
            tail.close();
            assertThat(exit.get(30, TimeUnit.SECONDS)).isZero();
        }
    }
}
