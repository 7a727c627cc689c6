package io.mist.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DigestsTest {

    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void bytesAndStreamsHaveOneDigestInLowerCase() throws IOException {
        byte[] abc = "abc".getBytes(StandardCharsets.UTF_8);

        assertThat(Digests.sha256(abc)).isEqualTo(OF_ABC);
        assertThat(Digests.sha256(new ByteArrayInputStream(abc))).isEqualTo(OF_ABC);
    }
}
