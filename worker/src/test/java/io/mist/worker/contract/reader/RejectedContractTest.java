package io.mist.worker.contract.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mist.api.BatchJob;
import io.mist.api.BatchOnChange;
import io.mist.api.Default;
import io.mist.api.Job;
import io.mist.api.Live;
import io.mist.api.Output;
import io.mist.api.StreamJob;
import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"rawtypes", "unused", "JavaUtilDate", "ArrayRecordComponent", "ClassCanBeStatic"})
class RejectedContractTest {

    enum Empty {}

    record Plain(int a) {}

    record Two(int a, int b) {}

    static class NoRecord {}

    record Node(String name, List<Node> children) {}

    record Left(Right right, int other) {}

    record Right(Left left, int other) {}

    record Endless<T>(int depth, Optional<Endless<List<T>>> next) {}

    record Pair<A, B>(A first, B second) {}

    record OnlyOptional(Optional<String> text) {}

    record Twins(int port, int Port) {}

    record InnerDefault(@Default("1") int a, int b) {}

    record Checked(int value) {
        Checked {
            if (value < 0) {
                throw new IllegalArgumentException("value: " + value + " (expected: 0 or more)");
            }
        }
    }

    record Types(
            Date date,
            char letter,
            String[] array,
            int[] ints,
            List<String>[] lists,
            List raw,
            Map rawMap,
            Optional rawOptional,
            List<? extends Number> wildcard,
            Map<Integer, String> keys,
            Set<String> set,
            ArrayList<String> arrayList,
            java.util.HashMap<String, String> hashMap,
            Object object,
            Number number,
            NoRecord plain,
            Runnable runnable,
            Empty empty,
            Void nothing,
            List<Optional<String>> inner,
            Optional<Optional<String>> twice,
            Pair rawPair,
            Pair<String, NoRecord> pair,
            OnlyOptional onlyOptional,
            Node node,
            Left left,
            Twins twins,
            InnerDefault innerDefault,
            scala.collection.immutable.Set<String> scalaSet,
            scala.collection.immutable.Map<Integer, String> scalaMap,
            List<Live<String>> lives,
            java.time.LocalDateTime local,
            java.math.BigInteger big) {}

    @Test
    void everyUnsupportedTypeIsNamedWithItsComponentAndAdvice() {
        assertThat(problems(Types.class))
                .containsExactly(
                        "date: java.util.Date cannot be in a contract; use java.time.Instant",
                        "letter: char cannot be in a contract; use String",
                        "array: java.lang.String[] cannot be in a contract; use List<java.lang.String>",
                        "ints: int[] cannot be in a contract; use List<java.lang.Integer>",
                        "lists: java.util.List<java.lang.String>[] cannot be in a contract; use"
                                + " List<java.util.List<java.lang.String>>",
                        "raw: java.util.List cannot be in a contract; write its type arguments, such as List<String>",
                        "rawMap: java.util.Map cannot be in a contract; write its type arguments, such as Map<String,"
                                + " Integer>",
                        "rawOptional: java.util.Optional cannot be in a contract; write its type arguments, such as"
                                + " Optional<String>",
                        "wildcard[]: ? extends java.lang.Number cannot be in a contract; write a type without '?'",
                        "keys: java.util.Map<java.lang.Integer, java.lang.String> cannot be in a contract; use"
                                + " Map<String, …>: JSON's names are strings",
                        "set: java.util.Set<java.lang.String> cannot be in a contract; use java.util.List<…>",
                        "arrayList: java.util.ArrayList<java.lang.String> cannot be in a contract; use"
                                + " java.util.List<…>",
                        "hashMap: java.util.HashMap<java.lang.String, java.lang.String> cannot be in a contract; use"
                                + " java.util.Map<String, …>",
                        "object: java.lang.Object cannot be in a contract; name the type; in Scala write the type itself"
                                + " where it is used, such as Int, not an alias of it that stands in another file",
                        "number: java.lang.Number cannot be in a contract; use int, long, double or"
                                + " java.math.BigDecimal",
                        "plain: " + NoRecord.class.getName() + " cannot be in a contract; it is a class, not a"
                                + " record: make it a record, or put a record in its place",
                        "runnable: java.lang.Runnable cannot be in a contract; it is an interface, not a record: make"
                                + " it a record, or put a record in its place",
                        "empty: " + Empty.class.getName() + " cannot be in a contract; give it a constant",
                        "nothing: java.lang.Void cannot be in a contract; only a job's result may be Void",
                        "inner[]: java.util.Optional<java.lang.String> cannot be in a contract; an Optional may only"
                                + " be a component of a record, and holds no other",
                        "twice: java.util.Optional<java.lang.String> cannot be in a contract; an Optional may only be"
                                + " a component of a record, and holds no other",
                        "rawPair: " + Pair.class.getName() + " cannot be in a contract; write its type arguments, such"
                                + " as Pair<String, Integer>",
                        "pair.second: " + NoRecord.class.getName() + " cannot be in a contract; it is a class, not a"
                                + " record: make it a record, or put a record in its place",
                        "onlyOptional: " + OnlyOptional.class.getName() + " has an Optional as its only component and"
                                + " travels as that; use Optional<OnlyOptional> where it is used",
                        "node.children[]: " + Node.class.getName() + recursive(),
                        "left.right.left: " + Left.class.getName() + recursive(),
                        "twins.Port: differs from 'port' only by case, which Spark's columns do not; rename one",
                        "innerDefault.a: @Default is for components of the contract itself; use Optional for a field"
                                + " that may be missing",
                        "scalaSet: scala.collection.immutable.Set<java.lang.String> cannot be in a contract; use Seq[…], List[…] or"
                                + " Vector[…]",
                        "scalaMap: scala.collection.immutable.Map<java.lang.Integer, java.lang.String> cannot be in a"
                                + " contract; use Map[String, …]: JSON's names are strings",
                        "lives[]: io.mist.api.Live<java.lang.String> cannot be in a contract; only a component of the"
                                + " contract itself may be Live",
                        "local: java.time.LocalDateTime cannot be in a contract; use java.time.Instant",
                        "big: java.math.BigInteger cannot be in a contract; use long or java.math.BigDecimal");
    }

    private static String recursive() {
        return " contains itself; a contract's values have a fixed depth: refer to the inner one by a key, or hold a"
                + " List of them beside it";
    }

    record Endlessly(Endless<String> endless) {}

    @Test
    void anEndlessGenericRecordIsRejectedAtTheMaximumDepth() {
        assertThat(problems(Endlessly.class))
                .singleElement()
                .asString()
                .startsWith("endless.next.next.next")
                .endsWith("nested deeper than 32 types; make it flatter");
    }

    record Doubling<T>(Optional<Doubling<List<T>>> left, Optional<Doubling<Map<String, T>>> right) {}

    record Exploding(Doubling<String> doubling) {}

    @Test
    void anExplodingTypeIsRejectedInTime() {
        assertThat(problems(Exploding.class))
                .anyMatch(problem -> problem.endsWith("more than 5000 types; make it smaller"));
    }

    record WrongComponents(
            Live rawLive,
            Output rawOutput,
            Live<Object> erased,
            Live<?> any,
            Live<Optional<Integer>> optional,
            @Default("1") Optional<Integer> both,
            @Default("1") Output<Integer> output,
            @Default("abc") int number,
            @Default("{") int malformed,
            @Default("-1") Checked checked,
            @Default("-1") Live<Checked> live,
            @Default("{\"a\": 1, \"c\": \"x\"}") Two two,
            @Default("1E+30") Live<BigDecimal> wide,
            @Default("1E+30") BigDecimal exact,
            int Number) {}

    @Test
    void everyWrongComponentOfAContractIsReported() {
        assertThat(problems(WrongComponents.class))
                .containsExactly(
                        "Number: differs from 'number' only by case, which Spark's columns do not; rename one",
                        "rawLive: Live has no type argument; write what it carries, such as Live<String>",
                        "rawOutput: Output has no type argument; write what it carries, such as Output<String>",
                        "erased: java.lang.Object cannot be in a contract; name the type; in Scala write the type itself"
                                + " where it is used, such as Int, not an alias of it that stands in another file",
                        "any: ? cannot be in a contract; write a type without '?'",
                        "optional: Live<Optional<java.lang.Integer>> cannot be in a contract; a live parameter always"
                                + " has a value: write Live<T> with a @Default that stands for none, or a List",
                        "both: @Default on an Optional; a parameter with a default is never missing: remove one of"
                                + " both",
                        "output: @Default on an Output; a channel has no value: remove @Default",
                        "number: @Default(\"abc\"): \"abc\" (expected: an integer from -2147483648 to 2147483647)",
                        "malformed: @Default(\"{\"): \"{\" (expected: an integer from -2147483648 to 2147483647)",
                        "checked: @Default(\"-1\"): value: -1 (expected: 0 or more)",
                        "live: @Default(\"-1\"): value: -1 (expected: 0 or more)",
                        "two: @Default(\"{\"a\": 1, \"c\": \"x\"}\"): c: unknown field (expected: one of a, b)",
                        "two: @Default(\"{\"a\": 1, \"c\": \"x\"}\"): b: missing (expected: an integer from"
                                + " -2147483648 to 2147483647)",
                        "wide: @Default(\"1E+30\"): 1E+30 (expected: at most 20 digits before the point and 18 behind"
                                + " it)");
    }

    @Job("Log_Alerts")
    public static class BadName implements BatchJob<Two, Void> {
        @Override
        public Void run(Two contract, SparkSession spark) {
            return null;
        }
    }

    public static class NotAnnotated extends BadName {}

    @Job("neither")
    public static class Neither {}

    @Job("both")
    public abstract static class Both implements BatchJob<Two, Void>, StreamJob<Two> {}

    @Job("raw-batch")
    public abstract static class RawBatch implements BatchJob {}

    @Job("raw-stream")
    public static class RawStream implements StreamJob {
        @Override
        public StreamingQuery start(Object contract, SparkSession spark) {
            throw new AssertionError();
        }
    }

    @Job("inner")
    public class Inner extends BadName {}

    @Job("no-constructor")
    public static class NoConstructor extends BadName {
        public NoConstructor(String given) {}
    }

    @Job("hidden")
    static class Hidden extends BadName {}

    @Job("generic")
    public static class GenericContract extends BadContract<Pair<String, String>, Object> {}

    @Job("any-record")
    public static class AnyRecord extends BadContract<Record, Optional<String>> {}

    public static class BadContract<C extends Record, R> implements BatchJob<C, R> {
        @Override
        public R run(C contract, SparkSession spark) {
            throw new AssertionError();
        }
    }

    @Test
    void problemsOfAJobsClassAreReported() {
        assertThat(jobProblems(BadName.class))
                .containsExactly("@Job(\"Log_Alerts\") (expected: lower-case letters, digits and hyphens between them,"
                        + " such as \"bad-name\")");
        assertThat(jobProblems(NotAnnotated.class))
                .containsExactly(
                        NotAnnotated.class.getName() + " has no @Job; annotate it, such as @Job(\"not-annotated\")");
        assertThat(jobProblems(Neither.class))
                .containsExactly(Neither.class.getName()
                        + " implements none of BatchJob, StreamJob and DStreamJob (expected: exactly one of them)");
        assertThat(jobProblems(Both.class))
                .containsExactly(
                        Both.class.getName()
                                + " has no public constructor without arguments; it is abstract: put @Job on a class"
                                + " that can be made",
                        Both.class.getName()
                                + " implements more than one of BatchJob, StreamJob and DStreamJob (expected: exactly one of them)");
        assertThat(jobProblems(RawBatch.class)).contains("BatchJob without types; write BatchJob<Contract, Result>");
        assertThat(jobProblems(RawStream.class))
                .containsExactly("a stream job without type; write StreamJob<Contract> or DStreamJob<Contract>");
        assertThat(jobProblems(Inner.class))
                .containsExactly(Inner.class.getName()
                        + " has no public constructor without arguments; it is an inner class: make it static");
        String advice = " has no public constructor without arguments; add one, or make the class public if it has no"
                + " other";
        assertThat(jobProblems(NoConstructor.class)).containsExactly(NoConstructor.class.getName() + advice);
        assertThat(jobProblems(Hidden.class)).containsExactly(Hidden.class.getName() + advice);
    }

    @Test
    void theContractMustBeARecordWithoutParametersAndTheResultAValue() {
        String declare = " cannot be read (expected: a record, or in Scala a case class, without type parameters);"
                + " declare one, such as record Contract(String path) {}";
        assertThat(jobProblems(GenericContract.class))
                .hasSize(2)
                .contains("the contract " + Pair.class.getName() + "<java.lang.String, java.lang.String>" + declare)
                .anyMatch(problem -> problem.startsWith("result: java.lang.Object cannot be in a contract"));
        assertThat(jobProblems(AnyRecord.class))
                .containsExactly(
                        "the contract java.lang.Record" + declare,
                        "result: java.util.Optional<java.lang.String> cannot be in a contract; an Optional may only be"
                                + " a component of a record, and holds no other");
    }

    @Test
    void aTypeThatCannotBeInAContractIsRejectedOnItsOwn() {
        assertThatThrownBy(() -> TypeReader.typeOf(Date.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a contract may not hold java.util.Date: java.util.Date cannot be in a contract; use"
                        + " java.time.Instant");
        assertThatThrownBy(() -> new RecordTypes(Two.class).of("c"))
                .hasMessage("component 'c' of " + Two.class.getName() + " (expected: one of a, b)");
        assertThatThrownBy(() -> new RecordTypes(String.class).of("c"))
                .hasMessageStartingWith("java.lang.String is no valid contract: the contract java.lang.String");
    }

    record MisplacedBatchOnChange(@BatchOnChange Live<Integer> most) {}

    @Test
    void batchOnChangeIsForOutputs() {
        assertThat(problems(MisplacedBatchOnChange.class))
                .singleElement()
                .asString()
                .contains("most")
                .contains("@BatchOnChange is for an Output, whose query runs at a change; move it there");
    }

    private static List<String> problems(Class<?> contract) {
        List<Problem> problems = new ArrayList<>();
        assertThat(ContractRecord.read(contract, problems)).isNull();
        return problems.stream().map(Problem::toString).toList();
    }

    private static List<String> jobProblems(Class<?> job) {
        var error = catchThrowableOfType(MistException.class, () -> ContractReader.read(job));
        assertThat(error.kind()).isEqualTo(ErrorKind.JOB);
        assertThat(error.code()).isEqualTo("invalid-contract");
        assertThat(error.text()).endsWith("the contract of " + job.getName());
        return error.problems().stream().map(Problem::toString).toList();
    }
}
