package io.mist.server.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import io.mist.server.RealGate;
import io.mist.server.gate.WebhookView;
import io.mist.server.gate.message.ReadRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelsTest {

    @TempDir
    private Path directory;

    @Test
    void anUnknownWebhookIsRefusedWithThoseThatThereAre() {
        try (RealGate real = RealGate.open(directory)) {
            real.route("r");
            real.desk()
                    .answerWebhooks(output ->
                            List.of(new WebhookView("crm", "http://localhost", "waiting", 0, 0, 0, 0, 0, null, null)));

            assertThat(real.desk().webhooks("r", "alerts")).hasSize(1);
            assertThat(real.desk().read(deadLetters("crm")).page(10).lines()).isEmpty();
            assertThatThrownBy(() -> real.desk().read(deadLetters("cmr")))
                    .isInstanceOf(MistException.class)
                    .hasMessageContaining("there are: crm");
        }
    }

    private static ReadRequest deadLetters(String webhook) {
        return ReadRequest.plain(new ReadRequest.Target.DeadLetters("r", "alerts", webhook), "earliest");
    }
}
