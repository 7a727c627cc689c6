package io.mist.worker.contract.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DoubleNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import io.mist.worker.contract.Everything;
import io.mist.worker.contract.Samples;
import io.mist.worker.contract.reader.TypeReader;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ValueTypeTest {

    record Lists(List<Double> doubles, Map<String, Integer> integers) {}

    @Test
    void scalarsAreReadFromJson() {
        assertThat(read(boolean.class, "true")).isEqualTo(true);
        assertThat(read(byte.class, "-128")).isEqualTo((byte) -128);
        assertThat(read(short.class, "32767")).isEqualTo((short) 32767);
        assertThat(read(int.class, "3.0")).isEqualTo(3);
        assertThat(read(int.class, "3e2")).isEqualTo(300);
        assertThat(read(long.class, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(read(float.class, "0.1")).isEqualTo(0.1f);
        assertThat(read(double.class, "3")).isEqualTo(3.0);
        assertThat(read(BigDecimal.class, "1234567890123456789012345678901234567890.10"))
                .isEqualTo(new BigDecimal("1234567890123456789012345678901234567890.10"));
        assertThat(read(String.class, "\"a\"")).isEqualTo("a");
        assertThat(read(Everything.Level.class, "\"HIGH\"")).isEqualTo(Everything.Level.HIGH);
        assertThat(read(Instant.class, "\"2026-01-31T12:00:00.5Z\""))
                .isEqualTo(Instant.parse("2026-01-31T12:00:00.5Z"));
        assertThat(read(Instant.class, "\"2026-01-31T14:00:00+02:00\""))
                .isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
        assertThat(read(Duration.class, "\"PT1M30S\"")).isEqualTo(Duration.ofSeconds(90));
        assertThat(read(LocalDate.class, "\"2026-01-31\"")).isEqualTo(LocalDate.of(2026, 1, 31));
    }

    @Test
    void aValueOfAnotherTypeIsRejectedWithoutCoercion() {
        assertThat(refusal(boolean.class, "\"true\"")).isEqualTo("at: \"true\" (expected: true or false)");
        assertThat(refusal(boolean.class, "1")).isEqualTo("at: 1 (expected: true or false)");
        assertThat(refusal(byte.class, "128")).isEqualTo("at: 128 (expected: an integer from -128 to 127)");
        assertThat(refusal(byte.class, "1e1000000000"))
                .isEqualTo("at: 1E+1000000000 (expected: an integer from -128 to 127)");
        assertThat(refusal(byte.class, "1e-1000000000"))
                .isEqualTo("at: 1E-1000000000 (expected: an integer from -128 to 127)");
        assertThat(refusal(long.class, "9223372036854775808"))
                .isEqualTo("at: 9223372036854775808 (expected: an integer from -9223372036854775808 to"
                        + " 9223372036854775807)");
        assertThat(refusal(int.class, "\"3\""))
                .isEqualTo("at: \"3\" (expected: an integer from -2147483648 to 2147483647)");
        assertThat(refusal(float.class, "1e39"))
                .isEqualTo("at: 1E+39 (expected: a finite number in the range of a float)");
        assertThat(refusal(double.class, "-1e400"))
                .isEqualTo("at: -1E+400 (expected: a finite number in the range of a double)");
        assertThat(refusal(double.class, "\"NaN\""))
                .isEqualTo("at: \"NaN\" (expected: a finite number in the range of a double)");
        assertThat(refusal(BigDecimal.class, "\"1\"")).isEqualTo("at: \"1\" (expected: a number)");
        assertThat(refusal(String.class, "3")).isEqualTo("at: 3 (expected: a string)");
        assertThat(refusal(String.class, "{}")).isEqualTo("at: an object (expected: a string)");
        assertThat(refusal(Everything.Level.class, "\"low\"")).isEqualTo("at: \"low\" (expected: one of LOW, HIGH)");
        assertThat(refusal(Instant.class, "\"2026-01-31\""))
                .isEqualTo("at: \"2026-01-31\" (expected: a date-time such as 2026-01-31T12:00:00Z)");
        assertThat(refusal(Duration.class, "\"30 seconds\""))
                .isEqualTo("at: \"30 seconds\" (expected: a duration such as PT30S)");
        assertThat(refusal(LocalDate.class, "\"2026-02-30\""))
                .isEqualTo("at: \"2026-02-30\" (expected: a date such as 2026-01-31)");
        assertThat(refusal(Lists.class, "[]")).isEqualTo("at: a list (expected: an object)");
        assertThat(refusal(Lists.class, "{\"doubles\": {}, \"integers\": {\"a.b\": null}}"))
                .isEqualTo("at.doubles: an object (expected: a list), at.integers[\"a.b\"]: null (expected: an integer"
                        + " from -2147483648 to 2147483647)");
        assertThat(refusal(String.class, "null")).isEqualTo("at: null (expected: a string)");
        assertThat(refusal(int.class, "\"" + "x".repeat(1000) + "\"")).hasSizeLessThan(200);
    }

    @Test
    void notANumberIsRejectedEvenIfItNeverWasAText() {
        List<Problem> problems = new ArrayList<>();
        TypeReader.typeOf(double.class).fromJson(DoubleNode.valueOf(Double.NaN), "d", problems);
        TypeReader.typeOf(int.class).fromJson(DoubleNode.valueOf(Double.POSITIVE_INFINITY), "i", problems);
        assertThat(problems).extracting(Problem::path).containsExactly("d", "i");
    }

    @Test
    void anUnfitJavaValueIsRejectedWithItsPath() {
        ValueType type = TypeReader.typeOf(Lists.class);
        assertThatThrownBy(() -> type.toJson(new Lists(List.of(1.0, Double.NaN), Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("doubles[1]: NaN (expected: a finite number in the range of a double)");
        assertThatThrownBy(() -> type.toJson(new Lists(Arrays.asList(1.0, null), Map.of())))
                .hasMessage("doubles[1]: null (expected: a finite number in the range of a double)");
        assertThatThrownBy(() -> type.toJson(new Lists(null, Map.of()))).hasMessage("doubles: null (expected: a list)");
        assertThatThrownBy(() -> type.toJson("text")).hasMessageContaining("text, a java.lang.String (expected: a ");
        assertThatThrownBy(() -> type.toJson(null)).hasMessage("null (expected: an object)");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void aValueThatErasureAdmittedIsRejected() {
        Map<String, Integer> longs = new HashMap<>((Map) Map.of("a", 3L));
        Lists lists = new Lists(List.of(), longs);
        assertThatThrownBy(() -> TypeReader.typeOf(Lists.class).toJson(lists))
                .hasMessage("integers.a: 3, a java.lang.Long (expected: an integer from -2147483648 to 2147483647)");
        Map<String, Integer> keys = new HashMap<>((Map) Map.of(1, 3));
        assertThatThrownBy(() -> TypeReader.typeOf(Lists.class).toJson(new Lists(List.of(), keys)))
                .hasMessageStartingWith("integers[key]: 1, a java.lang.Integer");
    }

    @Test
    void aValueBeyondSparksTypesIsRejected() {
        for (Object value : List.of(
                new BigDecimal("1E+20"),
                new BigDecimal("1E-19"),
                new BigDecimal("1E+1000000000"),
                new BigDecimal("1E-1000000000"),
                Instant.MAX,
                Instant.MIN,
                Duration.ofSeconds(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE),
                LocalDate.MAX)) {
            assertThatThrownBy(() -> TypeReader.typeOf(value.getClass()).toRowValue(value))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(expected: ");
        }
    }

    @Test
    void aLoneSurrogateIsEscapedAndReadBack() {
        byte[] json = TypeReader.typeOf(String.class).json("a\ud800");
        assertThat(json).asString(StandardCharsets.US_ASCII).isEqualTo("\"a\\uD800\"");
        assertThat(read(String.class, new String(json, StandardCharsets.US_ASCII)))
                .isEqualTo("a\ud800");
    }

    @Test
    void theListsAndMapsOfAJobAreImmutable() {
        Lists lists = (Lists) read(Lists.class, "{\"doubles\": [1], \"integers\": {\"b\": 1, \"a\": 2}}");
        assertThat(lists.integers().keySet()).containsExactly("b", "a");
        assertThatThrownBy(() -> lists.doubles().add(1.0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> lists.integers().put("c", 1)).isInstanceOf(UnsupportedOperationException.class);
    }

    @RepeatedTest(200)
    void aValueComesBackFromJsonAndFromARow(RepetitionInfo info) {
        long seed = info.getCurrentRepetition();
        Everything.Whole whole = new Samples(seed).whole();
        ValueType type = TypeReader.typeOf(Everything.Whole.class);
        String text = new String(type.json(whole), StandardCharsets.UTF_8);
        assertThat(read(Everything.Whole.class, text)).as("seed %s", seed).isEqualTo(whole);
        assertThat(type.fromRowValue(type.toRowValue(whole)))
                .as("seed %s", seed)
                .isEqualTo(whole);
    }

    private static Object read(Type type, String json) {
        List<Problem> problems = new ArrayList<>();
        Object value = TypeReader.typeOf(type).fromJson(Json.parse(json), "at", problems);
        assertThat(problems).isEmpty();
        return value;
    }

    private static String refusal(Type type, String json) {
        List<Problem> problems = new ArrayList<>();
        assertThat(TypeReader.typeOf(type).fromJson(Json.parse(json), "at", problems))
                .isNull();
        return String.join(", ", problems.stream().map(Problem::toString).toList());
    }
}
