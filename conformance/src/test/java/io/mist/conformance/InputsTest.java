package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each pushed line comes out of the route log-alerts once, even if the server or the worker is killed in between. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class InputsTest {

    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> """
            log-alerts {
              path = "%s", className = "io.mist.examples.LogAlerts", trigger = "200 ms"
              inputs.lines.max-rows-per-batch = 20
            }
            """.formatted(Distribution.examples())).thatLeavesItsWorkers();

    private static final String LINES = "/v1/routes/log-alerts/inputs/lines";
    private static final List<String> expected = new ArrayList<>();
    private static String run;

    private static Answer push(String text, String... headers) {
        return mist.post(LINES, "{\"text\":\"" + text + "\"}", headers);
    }

    private static List<String> alerts() {
        return mist.messages("log-alerts", "alerts").stream()
                .map(message -> message.path("data").path("text").asText())
                .toList();
    }

    private static void awaitAlerts() {
        await("the alerts of all lines")
                .atMost(MistProcess.PATIENCE)
                .untilAsserted(() -> assertThat(alerts()).containsExactlyElementsOf(expected));
    }

    @Test
    @Order(1)
    void whatIsPushedFromTheStartOfARunOnComesOut() {
        push("error before the run").mustBe(202);
        run = mist.start("log-alerts", Map.of());
        // The run has only been accepted: its worker is still to be started.
        push("error 0").mustBe(202);
        push("nothing to see").mustBe(202);
        expected.add("error 0");
        awaitAlerts();
        JsonNode message = mist.messages("log-alerts", "alerts").get(0);
        assertThat(message.path("data").toString()).isEqualTo("{\"text\":\"error 0\"}");
    }

    @Test
    @Order(2)
    void whatWasAcceptedIsThereAfterTheServerIsKilled() {
        for (int round = 1; round <= 3; round++) {
            for (int i = 0; i < 30; i++) {
                String text = "error " + round + "/" + i;
                push(text, "Idempotency-Key", text).mustBe(202);
                expected.add(text);
            }
            mist.kill();
            mist.start();
            // The last answer may be lost; repeating the push is harmless.
            String last = expected.get(expected.size() - 1);
            JsonNode again = push(last, "Idempotency-Key", last).mustBe(202).json();
            assertThat(again.path("duplicate").asBoolean()).isTrue();
        }
        awaitAlerts();
    }

    @Test
    @Order(3)
    void aKilledWorkerReadsAgainWhatItHadNotPublished() {
        long pid = mist.worker("default").path("pid").asLong();
        IntStream.range(0, 100).forEach(i -> {
            push("error w" + i).mustBe(202);
            expected.add("error w" + i);
            if (i == 50) {
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            }
        });
        awaitAlerts();
        assertThat(mist.run(run).path("attempt").asInt()).isGreaterThan(1);
    }

    @Test
    @Order(4)
    void linesArePipedThroughTheCommandLine() throws Exception {
        Command.Outcome pushed = Command.run(
                Map.of("MIST_SERVER", mist.uri("").toString()),
                List.of(
                        "/bin/bash",
                        "-c",
                        "printf 'an ERROR \\303\\274\\r\\nfine\\n{\"text\":\"error as JSON\"}\\n' | "
                                + Distribution.file("bin/mist") + " push log-alerts/lines -o json"));
        assertThat(pushed.out()).contains("\"accepted\" : 3");
        expected.add("an ERROR ü");
        expected.add("error as JSON");
        awaitAlerts();
        CompletableFuture<Command.Outcome> tailed = CompletableFuture.supplyAsync(() -> Command.run(
                Map.of("MIST_SERVER", mist.uri("").toString()),
                List.of(
                        "/bin/bash",
                        "-c",
                        "set -o pipefail; " + Distribution.file("bin/mist")
                                + " tail log-alerts/alerts --plain --from earliest | head -n 1")));
        // A program notices that its output is closed when it writes, so there must be more to write after head has
        // ended.
        await("the end of the pipe").atMost(MistProcess.PATIENCE).until(() -> {
            push("error of later").mustBe(202);
            return tailed.isDone();
        });
        assertThat(tailed.join().out().strip()).isEqualTo("{\"text\":\"error 0\"}");
    }

    @Test
    @Order(5)
    void aMessageThatDoesNotFitIsRejectedAndHarmsNoRun() {
        Answer rejected = mist.post(LINES, "{\"txt\":\"error\"}").mustBe(400);
        assertThat(rejected.json().path("code").asText()).isEqualTo("invalid-messages");
        assertThat(mist.run(run).path("state").asText()).isEqualTo("RUNNING");
        mist.cancel(run);
    }
}
