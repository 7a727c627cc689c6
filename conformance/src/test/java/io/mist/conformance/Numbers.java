package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The output of the job Numbers: 100 numbers in each epoch, from four partitions. */
final class Numbers {

    private static final int ROWS = 100;

    private final MistProcess mist;
    private final String route;

    Numbers(MistProcess mist, String route) {
        this.mist = mist;
        this.route = route;
    }

    /** By epoch, in the order of the log. */
    private Map<Long, List<JsonNode>> epochs() {
        return mist.messages(route, "numbers").stream()
                .collect(Collectors.groupingBy(
                        message -> message.path("mistepoch").asLong(), TreeMap::new, Collectors.toList()));
    }

    void awaitEpoch(long epoch) {
        await("epoch " + epoch + " of " + route).atMost(MistProcess.PATIENCE).until(() -> epochs().containsKey(epoch));
    }

    /** No number is missing, none occurs twice, and every message has the only possible id. */
    void mustBeExact(String run) {
        Map<Long, List<JsonNode>> epochs = epochs();
        assertThat(epochs.keySet())
                .containsExactlyElementsOf(
                        LongStream.range(0, epochs.size()).boxed().toList());
        epochs.forEach((epoch, messages) -> {
            assertThat(messages.stream()
                            .map(message -> message.path("data").path("value").asLong()))
                    .as("epoch %s", epoch)
                    .containsExactlyInAnyOrderElementsOf(LongStream.range(epoch * ROWS, (epoch + 1) * ROWS)
                            .boxed()
                            .toList());
            assertThat(messages.stream().map(message -> message.path("id").asText()))
                    .as("ids of epoch %s", epoch)
                    .isEqualTo(ids(run, epoch));
        });
    }

    private static List<String> ids(String run, long epoch) {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> run + "/numbers/" + epoch + "/" + i / (ROWS / 4) + "/" + i % (ROWS / 4))
                .toList();
    }

    long executors() {
        return epochs().values().stream()
                .flatMap(List::stream)
                .map(message -> message.path("data").path("executor").asText())
                .distinct()
                .count();
    }
}
