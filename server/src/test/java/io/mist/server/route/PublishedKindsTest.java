package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.DataDirectories;
import io.mist.server.gate.message.ChannelKind;
import io.mist.server.store.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedKindsTest {

    @Test
    void theContractsThatCallersKnewHaveTheKindsOfTheirChannels(@TempDir Path directory) throws Exception {
        try (Database database = Database.open(DataDirectories.beforeChannelKinds(directory))) {
            PublishedKinds kinds = new PublishedKinds(database::jdbi);

            assertThat(kinds.of("log-alerts", "lines")).contains(ChannelKind.INPUT);
            assertThat(kinds.of("log-alerts", "alerts")).contains(ChannelKind.OUTPUT);
            assertThat(kinds.of("log-alerts", "others")).isEmpty();
            assertThat(kinds.of("no-such-route", "lines")).isEmpty();
        }
    }
}
