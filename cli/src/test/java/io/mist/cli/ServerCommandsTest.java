package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.cli.FakeServer.Reply;
import io.mist.cli.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerCommandsTest {

    private static final String STATUS = """
            {"version": "0.1.0", "started": "2026-11-22T11:03:00Z", "state": "degraded",
             "router": {"file": "router.conf", "loaded": "2026-11-22T12:02:59Z",
               "problems": [{"path": "line 3", "message": "odd"}]},
             "mqtt": {"on": true, "address": "tcp://localhost:1883", "connected": true},
             "runs": {"RUNNING": 1, "FAILED": 2}}""";

    private FakeServer server;
    private Cli mist;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer().on("GET /v1/status", STATUS).on("GET /v1/routes/log-alerts", Samples.ROUTE);
        mist = Cli.against(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theStatusIsShown() {
        assertThat(mist.run("status").lines())
                .containsExactly(
                        "server          " + server.url(),
                        "state           degraded",
                        "version         0.1.0",
                        "started         1 h ago",
                        "router          router.conf, loaded 1 s ago",
                        "router problem  line 3: odd",
                        "mqtt            tcp://localhost:1883, connected",
                        "runs            1 RUNNING, 2 FAILED");
    }

    @Test
    void aServerMayBeNamedByOptionBeforeOrAfterTheCommand() {
        Cli elsewhere = mist.with("MIST_SERVER", "http://localhost:1");
        String address = server.url().substring("http://".length());

        assertThat(elsewhere.run("--server", address + "/", "status").exit()).isZero();
        assertThat(elsewhere.run("status", "--server=" + server.url()).exit()).isZero();
    }

    @Test
    void aMalformedAddressIsWrongUsage() {
        var outcome = mist.run("status", "--server", "ftp://x");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines("mist: --server: 'ftp://x' (expected: a URL such as http://localhost:2004)");
    }

    @Test
    void anUnreachableServerIsReportedWithTheNextStep() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        var outcome = new Cli(Map.of("MIST_SERVER", "http://localhost:" + free), false, "").run("status");

        assertThat(outcome.exit()).isEqualTo(6);
        assertThat(outcome.err())
                .isEqualToIgnoringNewLines("mist: the server http://localhost:" + free
                        + " refuses connections (start one with 'mist serve',"
                        + " or point elsewhere with --server URL or MIST_SERVER)");
    }

    @Test
    void anAnswerOfAnotherServerIsReported() {
        server.on("GET /v1/status", Reply.of(200, "text/html", "<html>login</html>"));
        assertThat(mist.run("status").exit()).isEqualTo(1);

        server.on("GET /v1/status", Reply.of(404, "text/html", "<html>not found</html>"));
        var outcome = mist.run("status");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .contains(server.url() + "/v1/status answered status 404")
                .contains("is a Mist server there?");
    }

    @Test
    void aProblemIsPrintedAsTheServersJsonWithOutputJson() throws Exception {
        Reply problem = Reply.problem(503, "resources", "busy", "no room", "[]");
        server.on("GET /v1/status", problem);

        var outcome = mist.run("status", "-o", "json");

        assertThat(outcome.exit()).isEqualTo(5);
        assertThat(outcome.out()).isEmpty();
        assertThat(Json.parse(outcome.err())).isEqualTo(Json.parse(problem.body()));
    }

    @Test
    void aContractIsDescribedWithTypesDefaultsAndDocs() {
        assertThat(mist.run("describe", "log-alerts").lines())
                .containsExactly(
                        "route     log-alerts",
                        "state     ready",
                        "job       log-alerts (stream)",
                        "class     io.mist.examples.LogAlerts",
                        "artifact  examples.jar",
                        "context   default",
                        "about     Finds lines in logs",
                        "",
                        "PARAMETERS",
                        "NAME      TYPE           DEFAULT     DESCRIPTION",
                        "path      string         (required)  where the logs are",
                        "limit     integer, >= 1  10",
                        "ratio     number | null",
                        "services  string[]",
                        "ports     integer[]",
                        "",
                        "LIVE PARAMETERS",
                        "NAME     TYPE     DEFAULT  DESCRIPTION",
                        "filter   string   \"error\"",
                        "atLeast  integer",
                        "",
                        "OUTPUT alerts",
                        "NAME  TYPE    DEFAULT  DESCRIPTION",
                        "text  string");
    }

    @Test
    void commandsOfTheLauncherAreRejectedWithAdvice() {
        for (String[] args : new String[][] {{"serve", "--port", "1"}, {"demo"}, {"test"}, {"describe", "jobs.jar"}}) {
            var outcome = mist.run(args);
            assertThat(outcome.exit()).isEqualTo(2);
            assertThat(outcome.err()).contains("'mist " + args[0]).contains("needs the launcher script");
        }
    }

    @Test
    void theHelpListsCommandsAndExitCodes() {
        var outcome = mist.run("--help");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .contains("  serve ", "  demo ", "  test ", "  start ", "  tail ", "  completion ")
                .contains("Exit codes:", "6    the server cannot be reached", "130   Ctrl-C")
                .doesNotContain("complete ", "\u001b");
    }

    @Test
    void theVersionIsTheBuilds() {
        assertThat(mist.run("-V").out()).matches("mist \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void aTypingErrorGetsASuggestion() {
        var outcome = mist.run("statsu");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("Did you mean: mist status").contains("Try 'mist --help'.");
    }
}
