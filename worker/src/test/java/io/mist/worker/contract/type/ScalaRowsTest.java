package io.mist.worker.contract.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.GoldenCase;
import io.mist.worker.contract.golden.inscala.Everything;
import io.mist.worker.contract.inscala.Encoded;
import io.mist.worker.contract.reader.ContractReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.classic.Dataset;
import org.junit.jupiter.api.Test;

class ScalaRowsTest {

    private final ValueType whole =
            ContractReader.read(Everything.class).outputs().get(0).type();

    @Test
    void rowsThatSparkEncodesFromCaseClassesAreTheSameMessages() {
        JsonNode copies = GoldenCase.of(Everything.class, "everything")
                .file("messages.json")
                .get("copies");
        int checked = 0;
        for (JsonNode each : copies) {
            if (!each.has("problems")) {
                String json = each.has("row")
                        ? each.get("row").textValue()
                        : each.get("json").textValue();
                assertThat(encoded(each.get("given"))).isEqualTo(json);
                checked++;
            }
        }
        assertThat(checked).isPositive();
    }

    private String encoded(JsonNode given) {
        var message = (Everything.Whole) whole.fromJson(given, "", new ArrayList<>());
        var rows = (Dataset<?>) LocalSpark.session()
                .createDataset(List.of(message), Encoded.wholes())
                .toDF();
        InternalRow row = rows.queryExecution().executedPlan().executeCollect()[0];
        return new String(RowWriter.forOutput(whole, rows.schema()).json(row), StandardCharsets.UTF_8);
    }
}
