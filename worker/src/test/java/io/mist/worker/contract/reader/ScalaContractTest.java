package io.mist.worker.contract.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.worker.contract.Handles;
import io.mist.worker.contract.golden.inscala.Everything;
import io.mist.worker.contract.golden.inscala.LogAlerts$;
import io.mist.worker.contract.inscala.Aliases;
import io.mist.worker.contract.inscala.Unfit;
import io.mist.worker.contract.inscala.Unfit$;
import io.mist.worker.contract.inscala.Values;
import io.mist.worker.contract.type.ValueType;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

class ScalaContractTest {

    private static final String GIVEN = """
            {"app-id": "a", "level": "on-call", "weekday": "sunday", "length": 1.5, "lengths": [2.5],
             "pair": {"first": 1, "second": [true]}, "ports": [80, 443], "text": "t", "bytes": {"b": 1, "a": -1},
             "shorts": [1], "floats": [0.5], "longs": [{"a": 4294967296}, {"b": false}], "price": 0.10}""";

    private final JobDescription values = ContractReader.read(Values.Values.class);

    @Test
    void aJobMayBeAnObject() {
        JobDescription description = ContractReader.read(LogAlerts$.class);
        assertThat(description.protocol().className()).isEqualTo("io.mist.worker.contract.golden.inscala.LogAlerts$");
        assertThat(description.newJob()).isSameAs(LogAlerts$.MODULE$);
    }

    @Test
    void theNameOfAnObjectStandsForItsClass() {
        assertThat(ContractReader.read(io.mist.worker.contract.golden.inscala.LogAlerts.class)
                        .jobClass())
                .isEqualTo(LogAlerts$.class);
    }

    @Test
    void anExceptionOfAnObjectFailsTheJob() {
        JobDescription failing = ContractReader.read(Values.Failing$.class);
        assertThat(catchThrowableOfType(MistException.class, failing::newJob))
                .hasMessageContaining("the constructor of " + Values.Failing$.class.getName()
                        + " threw java.lang.IllegalStateException: its body failed");
    }

    @Test
    void valuesReachTheJobAsValuesOfScala() {
        var contract = (Values.Contract) values.instantiate(
                (ObjectNode) Json.parse(GIVEN), Handles.FakeLive::new, Handles.FakeInput::new, Handles.FakeOutput::new);
        assertThat(contract.app$minusid()).isEqualTo("a");
        assertThat(contract.level()).hasToString("on-call");
        assertThat(contract.weekday()).isSameAs(Aliases.Weekday$.MODULE$.Sunday());
        assertThat(contract.length()).isEqualTo(1.5);
        assertThat(CollectionConverters.asJava(contract.lengths())).containsExactly(new Values.Metres(2.5));
        assertThat(contract.pair().first()).isEqualTo(1);
        assertThat(contract.ports().mkString("+")).isEqualTo("80+443");
        assertThat(contract.bytes().mkString(","))
                .as("in the order of the JSON")
                .isEqualTo("b -> 1,a -> -1");
        assertThat(contract.shorts().head()).isEqualTo((short) 1);
        assertThat(contract.floats().head()).isEqualTo(0.5f);
        assertThat(CollectionConverters.asJava(contract.longs()))
                .containsExactly(
                        new Values.Option2(Option.apply(4294967296L), Option.empty()),
                        new Values.Option2(Option.empty(), Option.apply(false)));
        assertThat(contract.price()).isEqualTo(scala.math.BigDecimal.exact("0.10"));
    }

    @Test
    void typesAreScalasWhereJavasSignaturesHaveAnObject() {
        ObjectNode properties = (ObjectNode) values.protocol().parameters().get("properties");
        assertThat(properties.at("/ports/items/format").textValue()).isEqualTo("int32");
        assertThat(properties.at("/pair/properties/first/format").textValue()).isEqualTo("int32");
        assertThat(properties.at("/pair/properties/second/items/type").textValue())
                .isEqualTo("boolean");
        assertThat(properties.at("/weekday/enum")).hasToString("[\"monday\",\"sunday\"]");
        assertThat(properties.at("/level/enum")).hasToString("[\"Info\",\"on-call\"]");
        assertThat(values.live().get(0).type().name()).isEqualTo("Integer");
        assertThat(values.live().get(1).type().schema().at("/items/enum")).hasSize(2);
        assertThat(values.outputs().get(0).type().schema().at("/additionalProperties/format"))
                .hasToString("\"double\"");
        assertThat(values.result().schema().at("/additionalProperties/format")).hasToString("\"int64\"");
    }

    @Test
    void aLiveValueIsReadWrittenAndPutIntoRows() {
        ValueType weekdays = values.live().get(1).type();
        Object value = weekdays.fromJson(Json.parse("[\"sunday\"]"), "", new ArrayList<>());
        assertThat(weekdays.toJson(value)).hasToString("[\"sunday\"]");
        assertThat(weekdays.fromRowValue(weekdays.toRowValue(value))).isEqualTo(value);
    }

    @Test
    void aContractIsCollectedWithItsClassLoader() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(loaderOfAContractThatWasRead());
        await("the class loader is collected").atMost(Duration.ofMinutes(1)).until(() -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private static ClassLoader loaderOfAContractThatWasRead() throws Exception {
        URL classes = Everything.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader loader = new URLClassLoader(new URL[] {classes}, new WithoutContracts());
        Class<?> job = loader.loadClass(Everything.class.getName());
        assertThat(job.getClassLoader()).isSameAs(loader);
        assertThat(ContractReader.read(job).live()).hasSize(4);
        return loader;
    }

    private static final class WithoutContracts extends ClassLoader {

        WithoutContracts() {
            super(ScalaContractTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(Everything.class.getPackageName())) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }
    }

    static Stream<Arguments> unfit() {
        String at = Unfit.class.getName() + "$";
        return Stream.of(
                refused(
                        Unfit.Alias.class,
                        "ports[]: java.lang.Object cannot be in a contract; name the type; in Scala write the type itself"
                                + " where it is used, such as Int, not an alias of it that stands in another file"),
                refused(
                        Unfit.Tuple.class,
                        "pair: scala.Tuple2<java.lang.String, int> cannot be in a contract; use a case class, so that its"
                                + " parts have names"),
                refused(
                        Unfit.TwoLists.class,
                        "the case class " + at + "TwoLists has 2 parameter lists (expected: one)"),
                refused(
                        Unfit.NoneMissing.class,
                        "most: its default argument is Some(3) (expected: None); a parameter with a default is never"
                                + " missing: write the type without Option"),
                refused(Unfit.TwoDefaults.class, "most: @Default beside a default argument; remove one of both"),
                refused(
                        Unfit.DefaultOfLive.class,
                        "most: a default argument for a Live, which only a run can make; remove it, or write"
                                + " @Default(\"…\")"),
                refused(
                        Unfit.DefaultThrows.class,
                        "range: its default argument: threw java.lang.IllegalArgumentException: requirement failed"),
                refused(
                        Unfit.NotANumber.class,
                        "share: its default argument: NaN (expected: a finite number in the range of a double)"),
                refused(Unfit.Arrays.class, "ports: int[] cannot be in a contract; use List<java.lang.Integer>"),
                refused(
                        Unfit.Numbers.class,
                        "number: scala.math.BigInt cannot be in a contract; use Long or BigDecimal"),
                refused(
                        Unfit.Sealed.class,
                        "shape: " + at + "Shape cannot be in a contract; it is an interface, not a record: make it a"
                                + " record, or put a record in its place"),
                refused(
                        Unfit.Boxed.class,
                        "box: scala.Option<int> cannot be in a contract; an Option may only be a parameter of a case"
                                + " class, and holds no other"),
                refused(
                        Unfit.Nested.class,
                        "pauses[]: scala.Option<int> cannot be in a contract; an Option may only be a parameter of a case"
                                + " class, and holds no other"),
                refused(
                        Unfit.Duration.class,
                        "every: scala.concurrent.duration.FiniteDuration cannot be in a contract; use"
                                + " java.time.Duration"),
                refused(
                        Unfit.Around.Inner.class,
                        "the case class " + at
                                + "Around$Inner needs the instance around it to be made; put it at the top"
                                + " level or in an object"),
                refused(
                        Unfit$.MODULE$.local(),
                        "the contract " + at + "Local$1 cannot be read (expected: a record, or in Scala a case class,"
                                + " without type parameters); declare one, such as record Contract(String path) {}"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void anUnreadableTypeIsRejectedWithAdvice(Class<?> contract, String message) {
        List<Problem> problems = new ArrayList<>();
        assertThat(ContractRecord.read(contract, problems)).isNull();
        assertThat(problems).extracting(Problem::toString).containsExactly(message);
    }

    private static Arguments refused(Class<?> contract, String message) {
        return Arguments.of(contract, message);
    }
}
