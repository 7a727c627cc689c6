package io.mist.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {

    private static final List<String> KNOWN = List.of("host", "port", "max-body", "className");

    @Test
    void aSlipOfTheFingerIsForgiven() {
        assertThat(Spelling.nearest("prot", KNOWN)).contains("port");
        assertThat(Spelling.nearest("hosts", KNOWN)).contains("host");
        assertThat(Spelling.nearest("max-bdy", KNOWN)).contains("max-body");
    }

    @Test
    void theWayOfJoiningWordsDoesNotMatter() {
        assertThat(Spelling.nearest("maxBody", KNOWN)).contains("max-body");
        assertThat(Spelling.nearest("max_body", KNOWN)).contains("max-body");
        assertThat(Spelling.nearest("class-name", KNOWN)).contains("className");
    }

    @Test
    void somethingElseIsNotGuessed() {
        assertThat(Spelling.nearest("colour", KNOWN)).isEmpty();
        assertThat(Spelling.nearest("x", KNOWN)).isEmpty();
        assertThat(Spelling.nearest("port".repeat(100), KNOWN)).isEmpty();
    }
}
