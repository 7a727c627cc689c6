package io.mist.server.gate.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageFilterTest {

    private static boolean takes(String data, String... conditions) {
        return MessageFilter.parse(List.of(conditions)).takes(Json.parse(data));
    }

    @Test
    void allFieldsMustMatchAndOfSeveralValuesOfOneFieldAny() {
        assertThat(takes("{\"service\":\"db\",\"level\":\"ERROR\"}", "service=db", "level=ERROR"))
                .isTrue();
        assertThat(takes("{\"service\":\"db\",\"level\":\"INFO\"}", "service=db", "level=ERROR"))
                .isFalse();
        assertThat(takes("{\"service\":\"web\"}", "service=db", "service=web")).isTrue();
        assertThat(takes("{}", "service=db")).isFalse();
    }

    @Test
    void aValueIsComparedAsTextOrAsNumber() {
        assertThat(takes("{\"n\":1.50}", "n=1.5")).isTrue();
        assertThat(takes("{\"n\":12345678901234567890}", "n=12345678901234567890"))
                .isTrue();
        assertThat(takes("{\"n\":\"1.50\"}", "n=1.5")).isFalse();
        assertThat(takes("{\"b\":true}", "b=true")).isTrue();
        assertThat(takes("{\"b\":null}", "b=null")).isTrue();
        assertThat(takes("{\"text\":\"a=b\"}", "text=a=b")).isTrue();
        assertThat(takes("{\"n\":1}", "n=1e999999999")).isFalse();
    }

    @Test
    void dotsLeadIntoNestedFields() {
        assertThat(takes("{\"host\":{\"name\":\"a\"}}", "host.name=a")).isTrue();
        assertThat(takes("{\"host\":\"a\"}", "host.name=a")).isFalse();
        assertThat(takes("{\"host.name\":\"a\"}", "host.name=a")).isTrue();
        assertThat(takes("3", "host.name=a")).isFalse();
    }

    @Test
    void jsonSaysTheSameAsText() {
        assertThat(MessageFilter.of(Json.parse("{\"service\":[\"db\",\"web\"],\"n\":1}")))
                .isEqualTo(MessageFilter.parse(List.of("service=db", "n=1", "service=web")));
    }

    @Test
    void allThatIsWrongIsReported() {
        assertThatThrownBy(() -> MessageFilter.parse(List.of("service", "=x")))
                .isInstanceOfSatisfying(
                        MistException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.message())
                                .containsExactly("'service' (expected: field=value)", "'=x' (expected: field=value)"));
        assertThatThrownBy(() -> MessageFilter.of(Json.parse("{\"a\":{\"b\":1}}")))
                .isInstanceOfSatisfying(
                        MistException.class,
                        e -> assertThat(e.problems().get(0).path()).isEqualTo("where.a"));
    }

    @Test
    void aFieldThatTheSchemaDoesNotHaveIsRefusedWithThoseThatThereAre() {
        var schema = Json.parse("""
                {"properties": {"service": {"type": "string"}, "host": {"properties": {"name": {"type": "string"}}},
                                "labels": {"type": "object", "additionalProperties": {"type": "string"}}}}""");
        MessageFilter filter =
                MessageFilter.parse(List.of("servic=db", "host.nam=a", "host.name=a", "labels.anything=1"));

        assertThatThrownBy(() -> filter.requireFieldsOf(schema))
                .isInstanceOfSatisfying(
                        MistException.class,
                        e -> assertThat(e.problems())
                                .extracting(problem -> problem.path() + ": " + problem.message())
                                .containsExactlyInAnyOrder(
                                        "where.servic: no field 'servic' (expected: one of host, labels, service)",
                                        "where.host.nam: no field 'nam' (expected: one of name)"));
    }
}
