package io.mist.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The changes of the files in {@code golden}; what jobs make of the values after them is tested in each language. */
class GoldenPatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"log-alerts", "everything", "nothing"})
    void aPatchMakesTheValuesAfterOfThoseBefore(String job) throws IOException {
        JsonNode changes = Json.parse(Files.readString(Path.of("..", "golden", job, "live.json")));
        assertThat(changes).isNotEmpty();
        for (JsonNode each : changes) {
            assertThat(MergePatch.merged((ObjectNode) each.get("before"), (ObjectNode) each.get("patch")))
                    .as(each.toString())
                    .isEqualTo(each.get("after"));
        }
    }
}
