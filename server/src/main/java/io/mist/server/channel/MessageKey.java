package io.mist.server.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.protocol.Contract;
import io.mist.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The key of a message: the fields that its output declares as {@code @Key}. */
public final class MessageKey {

    private final List<String> fields;

    private MessageKey(List<String> fields) {
        this.fields = fields;
    }

    public static MessageKey of(Contract contract, String output) {
        return new MessageKey(contract.key(output));
    }

    /**
     * The key as text: the field's value or, for several, a JSON array of them.
     *
     * @param data JSON text in UTF-8
     * @return null if the output has no key
     */
    public @Nullable String of(byte[] data) {
        if (fields.isEmpty()) {
            return null;
        }
        JsonNode message = Json.parse(new String(data, StandardCharsets.UTF_8));
        return fields.size() == 1
                ? message.path(fields.get(0)).asText()
                : fields.stream()
                        .map(field -> Json.write(message.path(field)))
                        .collect(Collectors.joining(",", "[", "]"));
    }
}
