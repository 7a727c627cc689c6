package io.mist.server.channel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.mist.server.gate.message.ChannelId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaTopicsTest {

    private final KafkaTopics topics = new KafkaTopics("mist");

    @ParameterizedTest
    @CsvSource({
        "log-alerts, alerts, mist.log-alerts.alerts",
        "team.alerts, log_lines, mist.team.alerts.log_lines",
        "team, alerts.log_lines, mist.team.alerts_x2elog_lines",
        "r, a_x2e, mist.r.a_x5fx2e",
        "r, größe$, mist.r.gr_xc3_xb6_xc3_x9fe_x24",
        "r, __x, mist.r.__x5fx"
    })
    void aChannelHasATopicWhoseNameKafkaTakes(String route, String channel, String topic) {
        ChannelId id = ChannelId.output(route, channel);

        assertThat(topics.of(id)).isEqualTo(topic).matches("[A-Za-z0-9._-]+");
    }
}
