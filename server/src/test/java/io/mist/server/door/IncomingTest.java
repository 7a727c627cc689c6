package io.mist.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IncomingTest {

    private static List<Incoming> read(String contentType, Map<String, String> attributes, String body) {
        return Incoming.read(contentType, attributes::get, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(List<Incoming> read) {
        return read.stream()
                .flatMap(one -> one.messages().stream())
                .map(message -> new String(message, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void whatIsNoEventIsOneMessageAsItIs() {
        List<Incoming> read = read("application/json", Map.of(), "{\"text\": 1.10}");

        assertThat(texts(read)).containsExactly("{\"text\": 1.10}");
        assertThat(read.get(0).key()).isNull();
        assertThat(texts(read(null, Map.of(), "x"))).containsExactly("x");
    }

    @Test
    void aStructuredEventCarriesItsDataNumberForNumberAndItsSourceAndIdAreTheKey() {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/app\",\"type\":\"line\",\"data\":{\"n\":1.10}}";

        List<Incoming> read = read("application/cloudevents+json; charset=utf-8", Map.of(), event);

        assertThat(texts(read)).containsExactly("{\"n\":1.10}");
        assertThat(read.get(0).key()).isEqualTo("/app\n7");
    }

    @Test
    void theDataOfAnEventMayBeBase64() {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/app\",\"type\":\"t\",\"data_base64\":\"eyJhIjoxfQ==\"}";

        assertThat(texts(read("application/cloudevents+json", Map.of(), event))).containsExactly("{\"a\":1}");
    }

    @Test
    void everyEventOfABatchHasItsOwnKey() {
        String one = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/a\",\"type\":\"t\",\"data\":1}";
        String two = one.replace("\"id\":\"1\"", "\"id\":\"2\"");

        List<Incoming> read = read("application/cloudevents-batch+json", Map.of(), "[" + one + "," + two + "]");

        assertThat(texts(read)).containsExactly("1", "1");
        assertThat(read).extracting(Incoming::key).containsExactly("/a\n1", "/a\n2");
    }

    @Test
    void aBinaryEventIsKnownByItsHeaders() {
        Map<String, String> attributes = Map.of("specversion", "1.0", "id", "7", "source", "/app", "type", "line");

        List<Incoming> read = read("application/json", attributes, "3");

        assertThat(texts(read)).containsExactly("3");
        assertThat(read.get(0).key()).isEqualTo("/app\n7");
    }

    @Test
    void everythingThatIsWrongWithAnEventIsReported() {
        assertThatThrownBy(() -> read("application/cloudevents+json", Map.of(), "{\"specversion\":\"0.3\"}"))
                .isInstanceOfSatisfying(
                        MistException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(problem -> problem.path())
                                .containsExactly("specversion", "id", "source", "type", "data"));
        assertThatThrownBy(() -> read("application/cloudevents-batch+json", Map.of(), "{}"))
                .isInstanceOf(MistException.class);
        assertThatThrownBy(() -> read("application/cloudevents-batch+json", Map.of(), "[3]"))
                .isInstanceOfSatisfying(
                        MistException.class,
                        refused -> assertThat(refused.problems())
                                .extracting(problem -> problem.path())
                                .containsExactly("[0]"));
        assertThatThrownBy(() -> read("application/cloudevents+json", Map.of(), "no JSON"))
                .isInstanceOf(MistException.class);
    }
}
