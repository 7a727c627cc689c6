package io.mist.worker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.protocol.Json;
import io.mist.worker.contract.reader.ContractReader;
import io.mist.worker.contract.reader.JobDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenContractTest {

    @ParameterizedTest
    @ValueSource(classes = {LogAlerts.class, WordCount.class, Everything.class})
    void aContractIsDescribedAsInItsGoldenFile(Class<?> job) throws IOException {
        JobDescription description = ContractReader.read(job);
        String file = "/contracts/" + description.job() + ".json";
        String actual = Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(description.protocol());
        try (var in = getClass().getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            String golden = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(Json.parse(actual)).as(actual).isEqualTo(Json.parse(golden));
        }
    }
}
