package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaCheckTest {

    private static final ObjectNode SCHEMA = Json.parseObject("""
            {"type": "object", "additionalProperties": false, "required": ["path", "limit"],
             "properties": {
               "path": {"type": "string"},
               "limit": {"type": "integer", "minimum": 0, "maximum": 100},
               "ratio": {"type": "number"},
               "strict": {"type": "boolean"},
               "level": {"enum": ["info", "warning", "error"]},
               "at": {"type": "string", "format": "date-time"},
               "words": {"type": "array", "items": {"type": "string"}},
               "rule": {"type": "object", "required": ["name"], "additionalProperties": false,
                        "properties": {"name": {"type": "string"},
                                       "parts": {"type": "array", "items": {"type": "integer"}}}},
               "tags": {"type": "object", "additionalProperties": {"type": "string"}}}}
            """);

    private static List<String> problems(String value) {
        return SchemaCheck.problems(SCHEMA, Json.parse(value), "parameter").stream()
                .map(Problem::toString)
                .sorted()
                .toList();
    }

    private static List<String> problemsWith(String entry) {
        return problems("{\"path\": \"/\", \"limit\": 1, " + entry + "}");
    }

    @Test
    void aValueThatFitsHasNoProblems() {
        assertThat(problemsWith("\"ratio\": 1.5, \"strict\": true, \"level\": \"info\", \"words\": [\"a\"],"
                        + " \"at\": \"2026-01-31T12:00:00Z\", \"rule\": {\"name\": \"x\", \"parts\": [1]},"
                        + " \"tags\": {\"a.b\": \"c\"}"))
                .isEmpty();
    }

    @Test
    void allThatIsMissingIsNamedWithWhatWasExpected() {
        assertThat(problems("{}"))
                .containsExactly(
                        "limit: missing (expected: an integer, 0 to 100)", "path: missing (expected: a string)");
    }

    @Test
    void whatIsWrongShowsTheValueAndWhatWasExpected() {
        assertThat(problems("{\"path\": 3, \"limit\": 101}"))
                .containsExactly("limit: 101 (expected: an integer, 0 to 100)", "path: 3 (expected: a string)");
        assertThat(problemsWith("\"ratio\": \"x\"")).containsExactly("ratio: \"x\" (expected: a number)");
        assertThat(problemsWith("\"strict\": 1")).containsExactly("strict: 1 (expected: true or false)");
        assertThat(problemsWith("\"level\": \"loud\""))
                .containsExactly("level: \"loud\" (expected: one of info, warning, error)");
        assertThat(problemsWith("\"words\": \"a\"")).containsExactly("words: \"a\" (expected: an array, of strings)");
        assertThat(problemsWith("\"rule\": null")).containsExactly("rule: null (expected: an object)");
    }

    @Test
    void insideOfValuesThePathIsAsACallerWouldWriteIt() {
        assertThat(problemsWith("\"words\": [\"a\", 2]")).containsExactly("words[1]: 2 (expected: a string)");
        assertThat(problemsWith("\"rule\": {\"parts\": [1, \"b\"]}"))
                .containsExactly(
                        "rule.name: missing (expected: a string)", "rule.parts[1]: \"b\" (expected: an integer)");
        assertThat(problemsWith("\"tags\": {\"a\": 1}")).containsExactly("tags.a: 1 (expected: a string)");
    }

    @Test
    void whatIsUnknownIsComparedWithWhatThereIs() {
        assertThat(problemsWith("\"limt\": 3")).containsExactly("limt: unknown parameter; did you mean 'limit'?");
        assertThat(problemsWith("\"rule\": {\"name\": \"x\", \"zzzz\": 1}"))
                .containsExactly("rule.zzzz: unknown parameter; there are: name, parts");
    }

    @Test
    void aLongValueIsShownShortened() {
        assertThat(problemsWith("\"ratio\": \"" + "x".repeat(1_000) + "\"").get(0))
                .hasSizeLessThan(150)
                .endsWith("… (expected: a number)");
    }

    @Test
    void aNumberWithAHugeExponentIsRefusedAtOnce() {
        List<String> found = assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> problems("{\"path\": \"/\", \"limit\": 1E999999999}"));

        assertThat(found).containsExactly("limit: 1E+999999999 (expected: an integer, 0 to 100)");
    }

    @Test
    void aValueThatIsWrongInTwoWaysIsOneProblem() {
        assertThat(problems("{\"path\": \"/\", \"limit\": 101.5}"))
                .containsExactly("limit: 101.5 (expected: an integer, 0 to 100)");
    }
}
