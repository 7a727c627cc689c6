package io.mist.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinePusherTest {

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private LinePusher pusher;
    private int refused;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            bodies.add(body);
            byte[] answer =
                    ("{\"accepted\":" + (body.lines().count() - refused) + "}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(202, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        pusher = new LinePusher(
                new Api(URI.create("http://localhost:" + server.getAddress().getPort())), "/lines");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void eachLineOfAChunkIsAMessage() throws Exception {
        pusher.push(new Chunk("an \"error\"\r\n\nb".getBytes(StandardCharsets.UTF_8)));
        assertThat(bodies).containsExactly("{\"text\":\"an \\\"error\\\"\"}\n{\"text\":\"\"}\n{\"text\":\"b\"}\n");
    }

    @Test
    void aLargeChunkTakesSeveralPushes() throws Exception {
        pusher.push(new Chunk("line\n".repeat(2_500).getBytes(StandardCharsets.UTF_8)));
        assertThat(bodies).hasSize(3);
        assertThat(bodies.stream().mapToLong(body -> body.lines().count()).sum())
                .isEqualTo(2_500);
    }

    @Test
    void aLineThatIsNotAcceptedEndsTheDemo() {
        refused = 1;
        assertThatThrownBy(() -> pusher.push(Chunk.ofLine("a")))
                .hasMessageContaining("only 0 of 1 lines were accepted");
    }
}
