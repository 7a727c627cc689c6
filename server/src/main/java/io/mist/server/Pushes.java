package io.mist.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.channel.Appended;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelId;
import io.mist.server.channel.ChannelLog;
import io.mist.server.config.InputsConfig;
import io.mist.server.door.PushRequest;
import io.mist.server.door.PushView;
import io.mist.server.route.ColumnCheck;
import io.mist.server.route.Routes;
import io.mist.server.route.SchemaCheck;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Takes what clients push into the logs of inputs, after a look at each message. */
final class Pushes {

    private final Routes routes;
    private final ChannelLog channels;
    private final Retentions retentions;
    private final Clock clock;
    private final InputsConfig config;

    Pushes(Routes routes, ChannelLog channels, Retentions retentions, Clock clock, InputsConfig config) {
        this.routes = routes;
        this.channels = channels;
        this.retentions = retentions;
        this.clock = clock;
        this.config = config;
    }

    /** @param channel of the request's input, which exists */
    PushView push(ChannelId channel, PushRequest request) {
        ObjectNode schema =
                Objects.requireNonNull(routes.contract(channel.route()).inputs().get(channel.channel()));
        if (request.messages().size() > config.maxMessagesPerPush()) {
            throw MistException.caller(
                    "too-many-messages",
                    request.messages().size() + " messages in one push (expected: at most "
                            + config.maxMessagesPerPush() + ", mist.inputs.max-messages-per-push)");
        }
        List<Batch.Entry> entries = new ArrayList<>();
        List<PushView.Rejected> rejected = new ArrayList<>();
        int line = 0;
        for (byte[] message : request.messages()) {
            line++;
            List<Problem> problems = new ArrayList<>();
            byte[] checked = checked(schema, message, problems);
            if (checked == null) {
                rejected.add(new PushView.Rejected(line, problems));
            } else {
                entries.add(new Batch.Entry(0, entries.size(), null, checked));
            }
        }
        return append(channel, request, entries, rejected);
    }

    private PushView append(
            ChannelId channel, PushRequest request, List<Batch.Entry> entries, List<PushView.Rejected> rejected) {
        if (entries.isEmpty()) {
            return new PushView(request.route(), request.input(), 0, null, null, false, rejected);
        }
        retentions.isInput(channel);
        String digest = request.key() == null ? "" : digest(request.messages());
        Appended appended = channels.append(
                channel, new Batch(new Batch.Pushed(request.key(), digest), 0, clock.instant(), entries));
        return new PushView(
                request.route(),
                request.input(),
                appended.count(),
                appended.first(),
                appended.first() + appended.count() - 1,
                !appended.isNew(),
                rejected);
    }

    /** The message on one line; null if there are problems. */
    private byte @Nullable [] checked(ObjectNode schema, byte[] message, List<Problem> problems) {
        if (message.length > config.maxMessageBytes()) {
            problems.add(new Problem(
                    "",
                    message.length + " bytes (expected: at most " + config.maxMessageBytes()
                            + ", mist.inputs.max-message-bytes)"));
            return null;
        }
        JsonNode node = parsed(message, problems);
        if (node == null) {
            return null;
        }
        problems.addAll(SchemaCheck.problems(schema, node, "field"));
        if (problems.isEmpty()) {
            problems.addAll(ColumnCheck.problems(schema, node));
        }
        return problems.isEmpty() ? Json.write(node).getBytes(StandardCharsets.UTF_8) : null;
    }

    private static @Nullable JsonNode parsed(byte[] message, List<Problem> problems) {
        try {
            return Json.parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message))
                    .toString());
        } catch (CharacterCodingException e) {
            problems.add(new Problem("", "is not UTF-8 (expected: JSON in UTF-8)"));
        } catch (MistException e) {
            problems.add(new Problem("", e.text()));
        }
        return null;
    }

    private static String digest(List<byte[]> messages) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (byte[] message : messages) {
                sha.update(ByteBuffer.allocate(Integer.BYTES)
                        .putInt(message.length)
                        .flip());
                sha.update(message);
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
