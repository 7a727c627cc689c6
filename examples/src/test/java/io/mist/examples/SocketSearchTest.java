package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.examples.SocketSearch.Match;
import io.mist.testing.TestLive;
import io.mist.testing.TestOutput;
import io.mist.testing.TestSpark;
import io.mist.testing.TestStreams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SocketSearchTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SparkSession spark = TestSpark.local();

    // region test
    @Test
    void aNewFilterTakesEffectWithTheNextBatch() throws Exception {
        TestLive<String> filter = TestLive.of("error");
        TestOutput<Match> matches = TestOutput.of(Match.class);

        try (ServerSocket server = new ServerSocket(0);
                TestStreams streams = TestStreams.start(new SocketSearch(), reading(server, filter, matches), spark);
                Socket socket = server.accept()) {
            send(socket, "an ERROR", "a notice");
            streams.processReceived(2, PATIENCE);
            filter.set("notice");
            send(socket, "another error", "another Notice");
            streams.processReceived(2, PATIENCE);
        }

        assertThat(matches.messages()).flatExtracting(Match::lines).containsExactly("an ERROR", "another Notice");
        assertThat(matches.messages()).extracting(Match::filter).containsExactly("error", "notice");
    }
    // endregion

    @Test
    void aBatchWithoutAMatchPublishesNothing() throws Exception {
        TestOutput<Match> matches = TestOutput.of(Match.class);
        try (ServerSocket server = new ServerSocket(0);
                TestStreams streams =
                        TestStreams.start(new SocketSearch(), reading(server, TestLive.of("error"), matches), spark);
                Socket socket = server.accept()) {
            streams.processBatch();
            send(socket, "a notice");
            streams.processReceived(1, PATIENCE);
        }
        assertThat(matches.messages()).isEmpty();
    }

    @Test
    void aMatchHasTheTimeOfItsBatch() throws Exception {
        TestOutput<Match> matches = TestOutput.of(Match.class);
        try (ServerSocket server = new ServerSocket(0);
                TestStreams streams =
                        TestStreams.start(new SocketSearch(), reading(server, TestLive.of("error"), matches), spark);
                Socket socket = server.accept()) {
            var before = streams.processBatch();
            send(socket, "an error");
            streams.processReceived(1, PATIENCE);
            assertThat(matches.messages())
                    .containsExactly(new Match(before.plusSeconds(1), "error", List.of("an error")));
        }
    }

    private static SocketSearch.Contract reading(
            ServerSocket server, TestLive<String> filter, TestOutput<Match> matches) {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        return new SocketSearch.Contract(host, server.getLocalPort(), filter, matches);
    }

    private static void send(Socket socket, String... lines) throws IOException {
        byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(text);
        socket.getOutputStream().flush();
    }
}
