package io.mist.server.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.ConfigRenderOptions;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.server.config.Section;
import io.mist.server.gate.message.MessageFilter;
import io.mist.server.gate.message.WebhookSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads the section {@code webhooks} of an output. */
final class WebhookSections {

    private static final Set<String> ENVELOPES = Set.of("cloudevents", "cloudevents-binary", "plain");
    private static final URI NOWHERE = URI.create("http://localhost");

    private WebhookSections() {}

    static Map<String, WebhookSettings> read(Section webhooks) {
        Map<String, WebhookSettings> settings = new LinkedHashMap<>();
        for (String name : webhooks.keys()) {
            if (!name.matches("[A-Za-z0-9_-]{1,100}")) {
                webhooks.wrong(name, "no name of a webhook (expected: letters, digits, '_' and '-', at most 100)");
            }
            Section webhook = webhooks.section(name);
            settings.put(name, webhook(webhook));
            webhook.rejectUnknown();
        }
        return settings;
    }

    private static WebhookSettings webhook(Section webhook) {
        String envelope = webhook.text("envelope").orElse("cloudevents");
        if (!ENVELOPES.contains(envelope)) {
            webhook.wrong("envelope", Section.show(envelope) + " (expected: cloudevents, cloudevents-binary or plain)");
        }
        int batchSize = webhook.integer("batch-size", 1, 1, 1000);
        if (batchSize > 1 && !envelope.equals("cloudevents")) {
            webhook.wrong("batch-size", batchSize + " (expected: 1, unless the envelope is cloudevents)");
        }
        return new WebhookSettings(
                url(webhook),
                webhook.secret("secret"),
                where(webhook),
                envelope,
                webhook.integer("max-attempts", 10, 1, 1000),
                webhook.duration("timeout", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(10)),
                batchSize);
    }

    private static URI url(Section webhook) {
        String text = webhook.text("url").orElse("");
        try {
            URI url = new URI(text);
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (URISyntaxException e) {
            webhook.wrong("url", Section.show(text) + ": " + e.getReason() + " (expected: http://… or https://…)");
            return NOWHERE;
        }
        webhook.wrong("url", (text.isEmpty() ? "missing" : Section.show(text)) + " (expected: http://… or https://…)");
        return NOWHERE;
    }

    private static MessageFilter where(Section webhook) {
        return webhook.value("where")
                .map(value -> {
                    JsonNode conditions = Json.parse(value.render(ConfigRenderOptions.concise()));
                    try {
                        return MessageFilter.of(conditions);
                    } catch (MistException e) {
                        e.problems().forEach(problem -> webhook.wrong("where", problem.message()));
                        return MessageFilter.ALL;
                    }
                })
                .orElse(MessageFilter.ALL);
    }
}
