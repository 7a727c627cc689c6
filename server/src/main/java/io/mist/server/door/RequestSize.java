package io.mist.server.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/**
 * How large a request may be. Immutable.
 *
 * @param most bytes
 * @param setting that says so, such as {@code mist.http.max-body}; empty if none does
 * @param mostInChange bytes of a change of live values, which may be larger than other requests
 */
public record RequestSize(long most, String setting, long mostInChange) {

    /** The most bytes of a request in a broker's message, a change of live values apart. */
    public static final int MESSAGE = 1 << 20;

    public static RequestSize ofMessage(long mostInChange) {
        return new RequestSize(MESSAGE, "", mostInChange);
    }

    /**
     * Reads a request.
     *
     * @param isChange whether it changes live values, where only the request itself says so
     * @throws MistException of kind caller, code {@code body-too-large} or {@code malformed-json}
     */
    public ObjectNode read(byte[] request, Predicate<ObjectNode> isChange) {
        ObjectNode read = read(request, true);
        return request.length <= most || isChange.test(read) ? read : read(request, false);
    }

    /** The same, of a request that is known to change live values, or not to. */
    public ObjectNode read(byte[] request, boolean isChange) {
        boolean isLarger = mostInChange > most;
        if (request.length > (isChange && isLarger ? mostInChange : most)) {
            String usual = most + (setting.isEmpty() ? "" : ", " + setting);
            String bounds = isChange && isLarger
                    ? usual + ", of a live change at most " + mostInChange + ", mist.live.max-bytes"
                    : usual;
            throw MistException.caller(
                    "body-too-large", "a request of " + request.length + " bytes (expected: at most " + bounds + ")");
        }
        return object(request);
    }

    private static ObjectNode object(byte[] request) {
        try {
            return Json.parseObject(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(request))
                    .toString());
        } catch (CharacterCodingException e) {
            throw MistException.caller("malformed-json", "a request that is not UTF-8 (expected: JSON in UTF-8)")
                    .causedBy(e);
        }
    }
}
