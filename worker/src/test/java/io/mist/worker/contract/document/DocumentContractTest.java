package io.mist.worker.contract.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.Everything;
import io.mist.worker.contract.LogAlerts;
import io.mist.worker.contract.Samples;
import io.mist.worker.contract.WordCount;
import io.mist.worker.contract.component.Component;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.reader.ContractReader;
import io.mist.worker.contract.reader.JobDescription;
import io.mist.worker.contract.type.ObjectSchema;
import io.mist.worker.contract.type.RowWriter;
import io.mist.worker.contract.type.ValueType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentContractTest {

    private static final JobDescription JAVA = ContractReader.read(Everything.class);

    private final DocumentContract document = new DocumentContract(JAVA.protocol());

    @ParameterizedTest
    @ValueSource(classes = {Everything.class, LogAlerts.class, WordCount.class})
    void everyTypeOfAContractIsReadBackFromItsSchema(Class<?> job) {
        JobDescription java = ContractReader.read(job);
        DocumentContract read = new DocumentContract(java.protocol());

        for (Component component : java.components()) {
            ValueType type = read.of(component.name());
            assertThat(type.dataType())
                    .as(component.name())
                    .isEqualTo(component.type().dataType());
        }
        for (OutputComponent output : java.outputs()) {
            OutputComponent same = (OutputComponent) read.outputs().stream()
                    .filter(found -> found.name().equals(output.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(same.schema()).as(output.name()).isEqualTo(output.schema());
            assertThat(same.key()).isEqualTo(output.key());
            assertThat(same.batchOnChange()).isEqualTo(output.batchOnChange());
        }
        for (LiveComponent live : java.live()) {
            ObjectSchema expected = new ObjectSchema();
            live.describe(expected);
            ObjectSchema found = new ObjectSchema();
            read.live().stream().filter(same -> same.name().equals(live.name())).forEach(same -> same.describe(found));
            assertThat(found.node()).isEqualTo(expected.node());
        }
        assertThat(read.inputs().stream().map(InputComponent::schema).toList())
                .isEqualTo(java.inputs().stream().map(InputComponent::schema).toList());
    }

    @Test
    void aThousandRandomValuesAreTheSameInJson() {
        ValueType java = JAVA.types().of("wholes");
        ValueType same = document.of("wholes");
        for (int seed = 0; seed < 1000; seed++) {
            JsonNode json = java.toJson(new Samples(seed).whole());
            List<Problem> problems = new ArrayList<>();

            Object value = same.fromJson(json, "", problems);

            assertThat(problems).as("seed %s", seed).isEmpty();
            assertThat(same.toJson(value)).as("seed %s", seed).isEqualTo(json);
            assertThat(java.fromRowValue(same.toRowValue(value)))
                    .as("seed %s", seed)
                    .isEqualTo(new Samples(seed).whole());
        }
    }

    @Test
    void rowsAreWrittenLikeThoseOfTheClass() {
        ValueType java = JAVA.types().of("wholes");
        StructType columns = (StructType) document.of("wholes").dataType();
        Dataset<Row> rows = LocalSpark.session()
                .createDataFrame(
                        IntStream.range(0, 100)
                                .mapToObj(seed -> (Row) java.toRowValue(new Samples(seed).whole()))
                                .toList(),
                        columns);
        RowWriter writer = RowWriter.forOutput(document.of("wholes"), rows.schema());
        var internal = CatalystTypeConverters.createToCatalystConverter(columns);

        List<Row> collected = rows.collectAsList();

        for (int seed = 0; seed < collected.size(); seed++) {
            JsonNode json = Json.parse(
                    new String(writer.json((InternalRow) internal.apply(collected.get(seed))), StandardCharsets.UTF_8));
            assertThat(json).as("seed %s", seed).isEqualTo(java.toJson(new Samples(seed).whole()));
        }
    }

    @Test
    void problemsAreThoseOfTheTypes() {
        var values = Json.parseObject("{\"price\": \"seven\", \"levels\": {\"a\": \"MIDDLE\"}, \"prize\": 1}");
        assertThat(document.checkLive(values)).isEqualTo(JAVA.checkLive(values)).hasSize(3);
        assertThat(document.checkLive(Json.parseObject("{\"price\": 1E30}")))
                .isEqualTo(JAVA.checkLive(Json.parseObject("{\"price\": 1E30}")))
                .hasSize(1);
    }

    @Test
    void aSerializedContractIsEqualToItsOriginal() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(document);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            DocumentContract arrived = (DocumentContract) in.readObject();
            assertThat(arrived).isEqualTo(document).hasSameHashCodeAs(document);
            assertThat(arrived.of("wholes").dataType())
                    .isEqualTo(document.of("wholes").dataType());
        }
    }

    @Test
    void aSchemaOfNoTypeIsRejectedWithItsPath() {
        Contract strange = Json.read(
                Json.write(JAVA.protocol())
                        .replace("\"format\":\"int32\"", "\"multipleOf\":2")
                        .replace("2147483647", "4711"),
                Contract.class);
        assertThatThrownBy(() -> new DocumentContract(strange))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("whole.numbers.i: ")
                .hasMessageContaining("is no schema of a contract's type");
    }

    @Test
    void aKindOfLiveParameterThatDoesNotExistIsRejected() {
        ObjectNode contract = (ObjectNode) Json.parse(Json.write(JAVA.protocol()));
        ((ObjectNode) contract.at("/live/properties").elements().next()).put("x-mist-live", "wishes");
        assertThatThrownBy(() -> new DocumentContract(Json.read(contract.toString(), Contract.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'wishes' is no kind of live parameter");
    }
}
