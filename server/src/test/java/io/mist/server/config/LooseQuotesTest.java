package io.mist.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LooseQuotesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    a = 'b'                        | a = "b"
                    a = ''                         | a = ""
                    'a' = 'b', c = 'd' // 'e'      | "a" = "b", c = "d" // 'e'
                    a { b = 'x y' }                | a { b = "x y" }
                    a = 'hdfs://h/x', // a comment | a = "hdfs://h/x", // a comment
                    a = 'it's'                     | a = "it's"
                    a = ['x', 'y']                 | a = ["x", "y"]
                    a = 'b                         | a = "b"
                    a = 'b, c = 1                  | a = "b", c = 1
                    a = b'                         | a = "b"
                    a = X$',                       | a = "X$",
                    a = 'say "hi"'                 | a = "say \\"hi\\""
                    a = 'C:\\x'                    | a = "C:\\\\x"
                    a = '${?HOME}/x'               | a = ${?HOME}"/x"
                    a = X$                         | a = "X$"
                    a = X$, b = 1                  | a = "X$", b = 1
                    a = hdfs://h/x.jar             | a = "hdfs://h/x.jar"
                    """)
    void whatNeedsDoubleQuotesIsMended(String line, String mended) {
        var result = LooseQuotes.mend(line);
        assertThat(result.text()).isEqualTo(mended);
        assertThat(result.faults())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).endsWith("; write the line as: " + mended));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = \"b\"",
                "a = it's fine",
                "a = \"'b'\"",
                "a = \"\"\"'b' $ hdfs://\"\"\"",
                "a = \"\"\"b\n'c'\nd = $\"\"\"\"\ne = 1",
                "# it's 'a' comment with $",
                "a = 1 // 'b' $",
                "a = ${b}/c, d = ${?e}",
                "a = x // y",
                "a = \"\\\"'\"",
                "a : { b : [1, 2] }",
                ""
            })
    void whatIsHoconIsLeftAsItIs(String text) {
        var result = LooseQuotes.mend(text);
        assertThat(result.text()).isEqualTo(text);
        assertThat(result.faults()).isEmpty();
    }

    @Test
    void eachLineIsReportedOnceWithItsNumber() {
        var result = LooseQuotes.mend("a = 1\r\nb = 'c', d = 'e'\r\nf = 'g'\r\n");
        assertThat(result.faults())
                .containsExactly(
                        new Fault(2, "HOCON knows no single quotes; write the line as: b = \"c\", d = \"e\""),
                        new Fault(3, "HOCON knows no single quotes; write the line as: f = \"g\""));
    }
}
