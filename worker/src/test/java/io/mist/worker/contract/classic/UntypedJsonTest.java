package io.mist.worker.contract.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.streaming.Seconds;
import org.apache.spark.streaming.Time;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.math.BigInt;

final class UntypedJsonTest {

    private static String written(Object value) {
        return new String(UntypedJson.write(value, "message"), StandardCharsets.UTF_8);
    }

    private static scala.collection.immutable.Map<String, Object> read(String json) {
        return UntypedJson.readObject(Json.parseObject(json));
    }

    @Test
    void parametersAreValuesOfScala() {
        var given = read("{\"filter\":\"a\",\"least\":3,\"many\":3000000000,\"more\":30000000000000000000,"
                + "\"part\":0.5,\"one\":1.0,\"on\":true,\"none\":null,\"list\":[1,[\"b\"]],\"in\":{\"x\":1}}");

        assertThat(CollectionConverters.asJava(given).keySet())
                .containsExactly("filter", "least", "many", "more", "part", "one", "on", "none", "list", "in");
        assertThat(given.apply("filter")).isEqualTo("a");
        assertThat(given.apply("least")).isEqualTo(3);
        assertThat(given.apply("many")).isEqualTo(3_000_000_000L);
        assertThat(given.apply("more")).isInstanceOf(BigInt.class).hasToString("30000000000000000000");
        assertThat(given.apply("part")).isEqualTo(0.5);
        assertThat(given.apply("one")).isEqualTo(1.0);
        assertThat(given.apply("on")).isEqualTo(true);
        assertThat(given.apply("none")).isNull();
        assertThat(given.apply("list"))
                .isInstanceOf(scala.collection.immutable.List.class)
                .hasToString("List(1, List(b))");
        assertThat(given.apply("in")).isInstanceOf(scala.collection.immutable.Map.class);
    }

    @Test
    void aReadValueIsWrittenUnchanged() {
        String json = "{\"a\":[1,2.5,null,true,{\"b\":\"c\"}],\"d\":{},\"e\":[]}";

        assertThat(written(read(json))).isEqualTo(json);
    }

    @Test
    void valuesOfScalaSparkAndJavaBecomeJson() {
        Map<Object, Object> values = new LinkedHashMap<>();
        values.put("some", Option.apply(1));
        values.put("none", Option.empty());
        values.put("tuple", new Tuple2<>("a", 1L));
        values.put("time", new Time(1_700_000_000_000L));
        values.put("interval", Seconds.apply(2));
        values.put("at", Instant.parse("2026-01-31T12:00:00Z"));
        values.put("day", LocalDate.parse("2026-01-31"));
        values.put("exact", new BigDecimal("1.10"));
        values.put("array", new int[] {1, 2});
        values.put("single", 0.1f);
        values.put("letter", 'x');
        values.put("set", CollectionConverters.asScala(java.util.Set.of(1)));
        values.put("row", RowFactory.create("a", 1));
        values.put(7, "seven");

        assertThat(written(CollectionConverters.asScala(values)))
                .isEqualTo("{\"some\":1,\"none\":null,\"tuple\":[\"a\",1],\"time\":1700000000000,\"interval\":2000,"
                        + "\"at\":\"2026-01-31T12:00:00Z\",\"day\":\"2026-01-31\",\"exact\":1.10,\"array\":[1,2],"
                        + "\"single\":0.1,\"letter\":\"x\",\"set\":[1],\"row\":[\"a\",1],\"7\":\"seven\"}");
    }

    @Test
    void anUnwritableValueIsNamedWithItsPath() {
        assertThatThrownBy(() -> written(Map.of("a", Arrays.asList(1, Map.of("b c", new Object() {
                    @Override
                    public String toString() {
                        return "a thing";
                    }
                })))))
                .hasMessageStartingWith("message.a[1][\"b c\"]: a thing, a ")
                .hasMessageContaining("(expected: null, a text, a finite number");
        assertThatThrownBy(() -> written(Map.of("rate", Double.NaN)))
                .hasMessage("message.rate: NaN, a java.lang.Double (expected: a finite number)");
        assertThatThrownBy(() -> written(Map.of(List.of(), 1))).hasMessageContaining("(expected: a text as key)");
    }

    @Test
    void aValueThatContainsItselfIsRejected() {
        List<Object> self = new ArrayList<>();
        self.add(self);

        assertThatThrownBy(() -> written(self)).hasMessageContaining("deeper than 200 levels");
    }
}
