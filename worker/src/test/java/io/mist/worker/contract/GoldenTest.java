package io.mist.worker.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.LocalSpark;
import io.mist.worker.contract.component.Component;
import io.mist.worker.contract.component.InputComponent;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.OutputComponent;
import io.mist.worker.contract.component.ParameterComponent;
import io.mist.worker.contract.golden.Everything;
import io.mist.worker.contract.golden.LogAlerts;
import io.mist.worker.contract.golden.Narrow;
import io.mist.worker.contract.golden.Nothing;
import io.mist.worker.contract.golden.Refused;
import io.mist.worker.contract.golden.WordCount;
import io.mist.worker.contract.reader.ContractReader;
import io.mist.worker.contract.reader.ContractRecord;
import io.mist.worker.contract.reader.JobDescription;
import io.mist.worker.contract.type.RowWriter;
import io.mist.worker.contract.type.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java against the files of {@code golden}, as their README describes. */
class GoldenTest {

    static Stream<GoldenCase> cases() {
        return Stream.of(
                GoldenCase.of(LogAlerts.class, "log-alerts"),
                GoldenCase.of(WordCount.class, "word-count"),
                GoldenCase.of(Everything.class, "everything"),
                GoldenCase.of(Narrow.class, "narrow"),
                GoldenCase.of(Nothing.class, "nothing"),
                GoldenCase.of(io.mist.worker.contract.golden.inscala.LogAlerts$.class, "log-alerts"),
                GoldenCase.of(io.mist.worker.contract.golden.inscala.WordCount.class, "word-count"),
                GoldenCase.of(io.mist.worker.contract.golden.inscala.Everything.class, "everything"),
                GoldenCase.of(io.mist.worker.contract.golden.inscala.Narrow$.class, "narrow"),
                GoldenCase.of(io.mist.worker.contract.golden.inscala.NoComponents$.class, "nothing"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aContractIsDescribedAsInItsFile(GoldenCase golden) {
        ObjectNode described = Json.MAPPER.valueToTree(description(golden).protocol());
        described.remove("className");
        assertThat(Json.parse(described.toString()))
                .as(described.toPrettyString())
                .isEqualTo(golden.file("contract.json"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void parametersAreReadOrRejected(GoldenCase golden) {
        JobDescription description = description(golden);
        for (JsonNode each : golden.file("parameters.json")) {
            ObjectNode given = (ObjectNode) each.get("given");
            if (each.has("problems")) {
                assertThat(refusal(description, given)).as(given.toString()).isEqualTo(problems(each));
            } else {
                assertThat(written(description, given)).as(given.toString()).isEqualTo(each.get("read"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void liveValuesAreReadOrRejected(GoldenCase golden) {
        JobDescription description = description(golden);
        for (JsonNode each : golden.file("live.json")) {
            ObjectNode after = (ObjectNode) each.get("after");
            assertThat(description.checkLive(after)).as(after.toString()).isEqualTo(problems(each));
            if (!each.has("problems")) {
                assertThat(live(description, after)).as(after.toString()).isEqualTo(each.get("read"));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void messagesAreReadAndWrittenByteForByte(GoldenCase golden) {
        JobDescription description = description(golden);
        for (InputComponent input : description.inputs()) {
            checkMessages(input.type(), golden.file("inputs.json").get(input.name()));
        }
        for (OutputComponent output : description.outputs()) {
            checkMessages(output.type(), golden.file("messages.json").get(output.name()));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aResultIsReadAndWrittenByteForByte(GoldenCase golden) {
        JobDescription description = description(golden);
        for (JsonNode each : golden.file("result.json")) {
            JsonNode given = each.get("given");
            Object result = given.isNull() ? null : read(description.result(), given);
            assertThat(description.resultJson(result))
                    .isEqualTo(each.get("json").textValue());
        }
    }

    static Stream<Map<String, Class<?>>> refusedContracts() {
        return Stream.of(Refused.CONTRACTS, io.mist.worker.contract.golden.inscala.Refused.contracts());
    }

    @ParameterizedTest
    @MethodSource("refusedContracts")
    void aTypeThatNoLanguageHasIsRejectedAtItsPath(Map<String, Class<?>> contracts) {
        for (JsonNode each : GoldenCase.read(GoldenCase.ROOT.resolve("refused").resolve("contracts.json"))) {
            String job = each.get("job").textValue();
            List<Problem> problems = new ArrayList<>();
            assertThat(ContractRecord.read(requireNonNull(contracts.get(job)), problems))
                    .as(job)
                    .isNull();
            assertThat(problems).extracting(Problem::path).as(job).isEqualTo(texts(each.get("paths")));
            assertThat(problems)
                    .as(job)
                    .allMatch(problem ->
                            problem.message().contains(each.get("says").textValue()));
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.textValue()));
        return texts;
    }

    private static void checkMessages(ValueType type, JsonNode messages) {
        for (JsonNode each : messages) {
            if (each.has("problems")) {
                List<Problem> problems = new ArrayList<>();
                type.fromJson(each.get("given"), "", problems);
                assertThat(problems).as(each.toString()).isEqualTo(problems(each));
            } else {
                checkMessage(type, each);
            }
        }
    }

    private static void checkMessage(ValueType type, JsonNode each) {
        Object message = read(type, each.get("given"));
        String json = each.get("json").textValue();
        assertThat(new String(type.json(message), StandardCharsets.UTF_8)).isEqualTo(json);
        String fromRow = each.has("row") ? each.get("row").textValue() : json;
        assertThat(asRow(type, message)).isEqualTo(fromRow);
    }

    /** The text that sendAll writes. */
    private static String asRow(ValueType type, Object message) {
        Object value = type.toRowValue(message);
        boolean isRow = type.dataType() instanceof StructType;
        StructType columns =
                isRow ? (StructType) type.dataType() : new StructType().add("value", type.dataType(), false);
        Row row = isRow ? (Row) value : RowFactory.create(value);
        Row collected =
                LocalSpark.session().createDataFrame(List.of(row), columns).head();
        InternalRow internal = (InternalRow)
                CatalystTypeConverters.createToCatalystConverter(columns).apply(collected);
        return new String(RowWriter.forOutput(type, columns).json(internal), StandardCharsets.UTF_8);
    }

    private static Object read(ValueType type, JsonNode given) {
        List<Problem> problems = new ArrayList<>();
        Object value = type.fromJson(given, "", problems);
        assertThat(problems).as(given.toString()).isEmpty();
        assertThat(value).isNotNull();
        return value;
    }

    private static JsonNode written(JobDescription description, ObjectNode given) {
        instantiate(description, given);
        ObjectNode written = Json.MAPPER.createObjectNode();
        List<Problem> problems = new ArrayList<>();
        for (Component component : description.components()) {
            if (component instanceof ParameterComponent parameter) {
                Object value = parameter.read(given, problems);
                Object content = value instanceof Optional<?> some ? some.orElse(null) : value;
                if (content != null) {
                    written.set(component.name(), parameter.type().toJson(content));
                }
            }
        }
        assertThat(problems).isEmpty();
        return written;
    }

    private static JsonNode live(JobDescription description, ObjectNode values) {
        ObjectNode written = Json.MAPPER.createObjectNode();
        for (LiveComponent live : description.live()) {
            written.set(live.name(), live.type().toJson(live.value(values)));
        }
        return written;
    }

    private static List<Problem> refusal(JobDescription description, ObjectNode given) {
        MistException refusal = catchThrowableOfType(MistException.class, () -> instantiate(description, given));
        assertThat(refusal).as(given.toString()).isNotNull();
        assertThat(refusal.code()).isEqualTo("invalid-parameters");
        return refusal.problems();
    }

    private static void instantiate(JobDescription description, ObjectNode given) {
        description.instantiate(given, Handles.FakeLive::new, Handles.FakeInput::new, Handles.FakeOutput::new);
    }

    private static List<Problem> problems(JsonNode entry) {
        List<Problem> problems = new ArrayList<>();
        entry.path("problems")
                .forEach(each -> problems.add(new Problem(
                        each.get("path").textValue(), each.get("message").textValue())));
        return problems;
    }

    private static JobDescription description(GoldenCase golden) {
        return ContractReader.read(golden.job());
    }
}
