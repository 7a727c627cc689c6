package io.mist.examples;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TextPathTest {

    @Test
    void aBlankPathIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TextPath(" "))
                .withMessage("' ' is blank (expected: a directory or file that Spark can read, such as /var/log/app)");
    }
}
