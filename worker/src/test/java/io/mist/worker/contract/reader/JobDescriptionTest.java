package io.mist.worker.contract.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.api.BatchJob;
import io.mist.api.BatchOnChange;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.JobKind;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.Everything;
import io.mist.worker.contract.Handles;
import io.mist.worker.contract.LogAlerts;
import io.mist.worker.contract.Samples;
import io.mist.worker.contract.WordCount;
import io.mist.worker.contract.component.Component;
import io.mist.worker.contract.component.LiveComponent;
import io.mist.worker.contract.component.OutputComponent;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class JobDescriptionTest {

    private final JobDescription logAlerts = ContractReader.read(LogAlerts.class);
    private final JobDescription wordCount = ContractReader.read(WordCount.class);
    private final JobDescription everything = ContractReader.read(Everything.class);

    record Asking(@BatchOnChange Output<String> asked, Output<String> patient) {}

    @Job("asking")
    public static final class AskingJob implements BatchJob<Asking, Void> {
        @Override
        public Void run(Asking contract, SparkSession spark) {
            throw new AssertionError("only its contract is read");
        }
    }

    @Test
    void anOutputMayRunABatchAtAChange() {
        assertThat(ContractReader.read(AskingJob.class).outputs())
                .extracting(OutputComponent::batchOnChange)
                .containsExactly(true, false);
    }

    @Test
    void theExampleOfTheDesignIsAStreamWithAParameterALiveOneAndAnOutput() {
        assertThat(logAlerts.job()).isEqualTo("log-alerts");
        assertThat(logAlerts.kind()).isEqualTo(JobKind.STREAM);
        assertThat(logAlerts.newJob()).isInstanceOf(LogAlerts.class);
        assertThat(logAlerts.types()).isEqualTo(new RecordTypes(LogAlerts.Contract.class));
        assertThat(logAlerts.components()).extracting(Component::name).containsExactly("services", "atLeast", "alerts");
        assertThat(logAlerts.live()).extracting(LiveComponent::name).containsExactly("atLeast");
        assertThat(logAlerts.outputs()).extracting(OutputComponent::name).containsExactly("alerts");
        assertThat(new RecordTypes(LogAlerts.Contract.class).of("alerts").name())
                .isEqualTo("Alert");
        assertThat(new RecordTypes(LogAlerts.Contract.class).of("alerts"))
                .isSameAs(new RecordTypes(LogAlerts.Contract.class).of("alerts"));
    }

    @Test
    void aContractIsMadeFromParametersAndHandles() {
        var contract = (LogAlerts.Contract) start(logAlerts, "{\"services\": [\"mail\", \"web\"]}");
        assertThat(contract.services()).containsExactly("mail", "web");
        assertThat(contract.atLeast()).isInstanceOf(Handles.FakeLive.class);
        assertThat(((Handles.FakeLive<?>) contract.atLeast()).component().name())
                .isEqualTo("atLeast");
        assertThat(((Handles.FakeOutput<?>) contract.alerts()).component().name())
                .isEqualTo("alerts");
    }

    @Test
    void aMissingParameterIsItsDefaultOrEmpty() {
        assertThat(start(wordCount, "{\"path\": \"/a\"}")).satisfies(contract -> {
            var request = (WordCount.Request) contract;
            assertThat(request.atMost()).isEqualTo(10);
            assertThat(request.separator()).isEqualTo("\\s+");
            assertThat(request.shortest()).isEmpty();
        });
        assertThat(((WordCount.Request) start(wordCount, "{\"path\": \"/a\", \"shortest\": null}")).shortest())
                .isEmpty();
        assertThat(((WordCount.Request) start(wordCount, "{\"path\": \"/a\", \"shortest\": 3.0}")).shortest())
                .contains(3);
    }

    @Test
    void allProblemsOfAStartAreReportedAtOnce() {
        assertThat(refusals(wordCount, "{\"Path\": \"/a\", \"atMost\": \"3\", \"separator\": null, \"shortest\": 1.5}"))
                .containsExactly(
                        "Path: unknown parameter; did you mean 'path'?",
                        "path: missing (expected: a string)",
                        "atMost: \"3\" (expected: an integer from -2147483648 to 2147483647)",
                        "separator: null (expected: a string)",
                        "shortest: 1.5 (expected: an integer from -2147483648 to 2147483647)");
        assertThat(refusals(logAlerts, "{\"services\": [\"a\", null, 3], \"zzz\": 1, \"a b\": 2}"))
                .containsExactly(
                        "zzz: unknown parameter (expected: one of services)",
                        "[\"a b\"]: unknown parameter (expected: one of services)",
                        "services[1]: null (expected: a string)",
                        "services[2]: 3 (expected: a string)");
    }

    @Test
    void aProblemOfTheContractsOwnConstructorHasNoPath() {
        assertThat(refusals(wordCount, "{\"path\": \"/a\", \"atMost\": 1, \"shortest\": 2}"))
                .containsExactly("shortest is greater than atMost; swap them");
    }

    public record Range(int from, int to) {
        public Range {
            if (from > to) {
                throw new IllegalArgumentException("from " + from + " is after to " + to);
            }
        }
    }

    public record Silent(int value) {
        public Silent {
            if (value < 0) {
                throw new IllegalStateException();
            }
        }
    }

    public record Checks(Range range, Map<String, Range> more, Silent silent, Live<Range> live) {}

    @Job("checks")
    public static class ChecksJob implements BatchJob<Checks, Range> {
        @Override
        public Range run(Checks contract, SparkSession spark) {
            return contract.range();
        }
    }

    @Test
    void problemsOfNestedConstructorsHaveTheirPath() {
        assertThat(refusals(
                        ContractReader.read(ChecksJob.class),
                        "{\"range\": {\"from\": 2, \"to\": 1}, \"more\": {\"a b\": {\"from\": 4, \"to\": 3}},"
                                + " \"silent\": -1}"))
                .containsExactly(
                        "range: from 2 is after to 1",
                        "more[\"a b\"]: from 4 is after to 3",
                        "silent: refused by its constructor: java.lang.IllegalStateException");
    }

    @Test
    void liveValuesAreChecked() {
        assertThat(checkLive(logAlerts, "{\"atLeast\": 4}")).isEmpty();
        assertThat(checkLive(logAlerts, "{}")).isEmpty();
        assertThat(checkLive(logAlerts, "{\"atLeast\": 8}")).containsExactly("atLeast: severity: 8 (expected: 0..7)");
        assertThat(checkLive(logAlerts, "{\"atleast\": 8, \"atLeast\": \"3\"}"))
                .containsExactly(
                        "atleast: unknown live parameter; did you mean 'atLeast'?",
                        "atLeast: \"3\" (expected: an integer from -2147483648 to 2147483647)");
        assertThat(checkLive(everything, "{\"levels\": {\"a\": \"MIDDLE\"}}"))
                .containsExactly(
                        "price: missing (expected: a number)", "levels.a: \"MIDDLE\" (expected: one of LOW, HIGH)");
        assertThat(checkLive(everything, "{\"price\": 1e1000000000}"))
                .containsExactly(
                        "price: 1E+1000000000 (expected: at most 20 digits before the point and 18 behind it)");
    }

    @Test
    void aLiveComponentReadsItsValueAmongAllValues() {
        LiveComponent atLeast = logAlerts.live().get(0);
        assertThat(atLeast.value(Json.parseObject("{\"atLeast\": 5}"))).isEqualTo(new LogAlerts.Severity(5));
        assertThat(atLeast.value(Json.parseObject("{}"))).isEqualTo(new LogAlerts.Severity(3));
        var error =
                catchThrowableOfType(MistException.class, () -> atLeast.value(Json.parseObject("{\"atLeast\": null}")));
        assertThat(error.problems()).extracting(Problem::path).containsExactly("atLeast");
    }

    @Test
    void aResultIsWrittenAsItsType() {
        assertThat(wordCount.resultJson(List.of(new WordCount.Count("a", 2))))
                .isEqualTo("[{\"word\":\"a\",\"count\":2}]");
        assertThat(everything.resultJson(null)).isEqualTo("null");
        var error = catchThrowableOfType(
                MistException.class, () -> wordCount.resultJson(List.of(new WordCount.Count(null, 2))));
        assertThat(error.kind()).isEqualTo(ErrorKind.JOB);
        assertThat(error.code()).isEqualTo("invalid-result");
        assertThat(error.problems()).containsExactly(new Problem("result[0].word", "null (expected: a string)"));
    }

    public abstract static class Base<T, C extends Record> implements Middle<C, List<T>> {}

    public interface Middle<X extends Record, Y> extends BatchJob<X, Y> {}

    public record NoComponents() {}

    public record OneComponent(BigDecimal price) {}

    @Job("derived")
    public static class Derived extends Base<Integer, OneComponent> {
        @Override
        public List<Integer> run(OneComponent contract, SparkSession spark) {
            return List.of();
        }
    }

    @Job("empty")
    public static class EmptyJob extends Base<Integer, NoComponents> {
        @Override
        public List<Integer> run(NoComponents contract, SparkSession spark) {
            return List.of();
        }
    }

    @Test
    void typesAreResolvedThroughSuperclassesAndInterfaces() {
        JobDescription derived = ContractReader.read(Derived.class);
        assertThat(derived.result().name()).isEqualTo("List<Integer>");
        assertThat(start(derived, "{\"price\": 1.50}")).isEqualTo(new OneComponent(new BigDecimal("1.50")));
    }

    @Test
    void aContractMayBeEmpty() {
        assertThat(start(ContractReader.read(EmptyJob.class), "{}")).isEqualTo(new NoComponents());
        assertThat(refusals(ContractReader.read(EmptyJob.class), "{\"a\": 1}"))
                .containsExactly("a: unknown parameter (expected: none)");
    }

    @Test
    void defaultsOfEveryTypeAreRead() {
        ObjectNode parameters = Json.MAPPER.createObjectNode();
        parameters.set("whole", TypeReader.typeOf(Everything.Whole.class).toJson(new Samples(1).whole()));
        var contract = (Everything.Contract) start(everything, parameters.toString());
        assertThat(contract.text()).isEqualTo("low");
        assertThat(contract.level()).isEqualTo(Everything.Level.LOW);
        assertThat(contract.every()).hasMinutes(1);
        assertThat(contract.from()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(contract.name()).isEqualTo(new Everything.Name("null"));
        assertThat(contract.numbers()).containsExactly(1, 2);
        assertThat(contract.flags()).isEqualTo(new Everything.Flags(true, false));
        assertThat(Optional.of(contract.whole())).contains(new Samples(1).whole());
    }

    @Job("throws")
    public static class Throws extends Derived {
        public Throws() {
            throw new IllegalStateException("no licence");
        }
    }

    @Test
    void aJobWhoseConstructorThrowsIsTheJobsFault() {
        var error = catchThrowableOfType(
                MistException.class, () -> ContractReader.read(Throws.class).newJob());
        assertThat(error.code()).isEqualTo("job-failed");
        assertThat(error).hasMessageEndingWith("threw java.lang.IllegalStateException: no licence");
        assertThat(error).hasRootCauseMessage("no licence");
    }

    private static Object start(JobDescription description, String parameters) {
        return description.instantiate(
                Json.parseObject(parameters), Handles.FakeLive::new, Handles.FakeInput::new, Handles.FakeOutput::new);
    }

    private static List<String> refusals(JobDescription description, String parameters) {
        var error = catchThrowableOfType(MistException.class, () -> start(description, parameters));
        assertThat(error.kind()).isEqualTo(ErrorKind.CALLER);
        assertThat(error.code()).isEqualTo("invalid-parameters");
        assertThat(error.text()).endsWith("with the parameters of job '" + description.job() + "'");
        return error.problems().stream().map(Problem::toString).toList();
    }

    private static List<String> checkLive(JobDescription description, String values) {
        return description.checkLive(Json.parseObject(values)).stream()
                .map(Problem::toString)
                .toList();
    }
}
