package io.mist.server.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.MistException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestSizeTest {

    private static final RequestSize SIZE = RequestSize.ofMessage(4 << 20);

    private static ObjectNode read(String op, int bytes) {
        byte[] request = ("{\"op\":\"" + op + "\",\"values\":{\"words\":\"" + "x".repeat(bytes) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
        return SIZE.read(
                request, object -> OperationReader.isChange(object.path("op").asText()));
    }

    @Test
    void aChangeOfLiveValuesMayBeLargerThanOtherRequests() {
        assertThat(read("live", 2 << 20).path("op").asText()).isEqualTo("live");
        assertThat(read("start", 1_000).path("op").asText()).isEqualTo("start");
    }

    @Test
    void whatIsTooLargeIsRejectedWithTheBoundThatItHas() {
        assertThatThrownBy(() -> read("start", 2 << 20))
                .hasMessageContaining("expected: at most 1048576)")
                .isInstanceOfSatisfying(
                        MistException.class, error -> assertThat(error.code()).isEqualTo("body-too-large"));
        assertThatThrownBy(() -> read("live", 5 << 20))
                .hasMessageContaining("of a live change at most 4194304, mist.live.max-bytes)");
    }

    @Test
    void theBoundOfADoorIsNamedByItsSetting() {
        assertThatThrownBy(() -> new RequestSize(10, "mist.http.max-body", 10).read(new byte[11], false))
                .hasMessageContaining("a request of 11 bytes (expected: at most 10, mist.http.max-body)");
    }
}
