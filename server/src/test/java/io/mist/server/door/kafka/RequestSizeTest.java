package io.mist.server.door.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestSizeTest {

    private static final int MAX_LIVE = 4 << 20;

    private static byte[] request(String op, int bytes) {
        return ("{\"op\":\"" + op + "\",\"values\":{\"words\":\"" + "x".repeat(bytes) + "\"}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aChangeOfLiveValuesMayBeLargerThanOtherRequests() {
        assertThat(Request.object(request("live", 2 << 20), MAX_LIVE).path("op").asText())
                .isEqualTo("live");
        assertThat(Request.object(request("start", 1_000), MAX_LIVE).path("op").asText())
                .isEqualTo("start");
    }

    @Test
    void whatIsTooLargeIsRefusedWithTheBoundThatItHas() {
        assertThatThrownBy(() -> Request.object(request("start", 2 << 20), MAX_LIVE))
                .hasMessageContaining("expected: at most 1048576)");
        assertThatThrownBy(() -> Request.object(request("live", 5 << 20), MAX_LIVE))
                .hasMessageContaining("of a live change at most 4194304, mist.live.max-bytes)");
    }
}
