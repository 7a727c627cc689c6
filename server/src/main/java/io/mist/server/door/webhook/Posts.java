package io.mist.server.door.webhook;

import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.WebhookSettings;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/** The requests of one webhook. Immutable. */
final class Posts {

    private final ChannelId channel;
    private final WebhookSettings settings;

    Posts(ChannelId channel, WebhookSettings settings) {
        this.channel = channel;
        this.settings = settings;
    }

    HttpRequest of(List<Message> messages, int attempt, Instant now) {
        Envelope envelope = Envelope.ofSetting(settings.envelope());
        byte[] body = settings.batchSize() > 1 ? batch(envelope, messages) : envelope.encode(channel, messages.get(0));
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.timeout())
                .header("content-type", contentType(envelope))
                .header("user-agent", "mist")
                .header("mist-attempt", Integer.toString(attempt))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (settings.batchSize() == 1) {
            request.header("mist-id", escaped(messages.get(0).id()));
            envelope.attributes(channel, messages.get(0)).forEach((name, value) -> {
                if (!name.equals("datacontenttype")) {
                    request.header("ce-" + name, escaped(value));
                }
            });
        }
        settings.secret()
                .ifPresent(secret ->
                        request.header(Signature.HEADER, Signature.of(secret.value(), now.getEpochSecond(), body)));
        return request.build();
    }

    private byte[] batch(Envelope envelope, List<Message> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        char before = '[';
        for (Message message : messages) {
            out.write(before);
            out.writeBytes(envelope.encode(channel, message));
            before = ',';
        }
        out.write(']');
        return out.toByteArray();
    }

    private String contentType(Envelope envelope) {
        if (settings.batchSize() > 1) {
            return "application/cloudevents-batch+json";
        }
        return envelope == Envelope.CLOUDEVENTS ? "application/cloudevents+json" : "application/json";
    }

    /** Encodes as CloudEvents wants it in headers: all but printable ASCII, and quotes, in percent. */
    private static String escaped(String value) {
        StringBuilder text = new StringBuilder();
        value.codePoints().forEach(c -> {
            boolean isPlain = c > ' ' && c < 0x7f && c != '"' && c != '%';
            text.append(
                    isPlain
                            ? Character.toString(c)
                            : URLEncoder.encode(Character.toString(c), StandardCharsets.UTF_8)
                                    .replace("+", "%20"));
        });
        return text.toString();
    }
}
