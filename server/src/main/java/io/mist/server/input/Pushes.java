package io.mist.server.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Digests;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.Receipt;
import io.mist.server.config.InputsConfig;
import io.mist.server.gate.PushRequest;
import io.mist.server.gate.PushView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.route.ColumnCheck;
import io.mist.server.route.SchemaCheck;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Appends what clients push to the logs of inputs, after a check of each message. Safe for any thread. */
public final class Pushes {

    private static final int LONGEST_KEY = 1_000;
    /** Reported of one message; a caller who has corrected them sees the rest. */
    private static final int MAX_PROBLEMS = 20;

    private final Function<ChannelId, ObjectNode> schemas;
    private final ChannelLog channels;
    private final Clock clock;
    private final InputsConfig config;
    private final Executor executor;
    private final AtomicLong waitingBytes = new AtomicLong();

    /**
     * @param schemas of the messages of an input; rejects an unknown route or input, naming those there are
     */
    public Pushes(
            Function<ChannelId, ObjectNode> schemas,
            ChannelLog channels,
            Clock clock,
            InputsConfig config,
            Executor executor) {
        this.schemas = schemas;
        this.channels = channels;
        this.clock = clock;
        this.config = config;
        this.executor = executor;
    }

    /** Complete when the messages are durable. What waits for that is bounded; more is rejected, {@code busy}. */
    public CompletionStage<PushView> push(PushRequest request) {
        requireFew(request.messages().size());
        requireShort(request.key());
        long bytes =
                request.messages().stream().mapToLong(message -> message.length).sum();
        if (waitingBytes.addAndGet(bytes) > config.maxWaitingBytes()) {
            waitingBytes.addAndGet(-bytes);
            throw MistException.resources(
                    "busy",
                    "more than " + config.maxWaitingBytes()
                            + " bytes of pushes wait to be stored (mist.inputs.max-waiting-bytes); try again later");
        }
        try {
            return CompletableFuture.supplyAsync(() -> pushNow(request), executor)
                    .whenComplete((view, error) -> waitingBytes.addAndGet(-bytes));
        } catch (MistException | RejectedExecutionException e) {
            waitingBytes.addAndGet(-bytes);
            throw e;
        }
    }

    private void requireFew(int count) {
        if (count > config.maxMessagesPerPush()) {
            throw MistException.caller(
                    "too-many-messages",
                    count + " messages in one push (expected: at most " + config.maxMessagesPerPush()
                            + ", mist.inputs.max-messages-per-push); push them in several");
        }
    }

    private static void requireShort(@Nullable String key) {
        if (key != null && (key.isEmpty() || key.length() > LONGEST_KEY)) {
            throw MistException.caller(
                    "invalid-key",
                    "the idempotency key has " + key.length() + " characters (expected: 1 to " + LONGEST_KEY + ")");
        }
    }

    private PushView pushNow(PushRequest request) {
        ChannelId channel = ChannelId.input(request.route(), request.input());
        SchemaCheck check = SchemaCheck.of(schemas.apply(channel));
        List<Batch.Entry> entries = new ArrayList<>();
        List<PushView.Rejected> rejected = new ArrayList<>();
        int line = 0;
        for (byte[] message : request.messages()) {
            line++;
            List<Problem> problems = new ArrayList<>();
            byte[] checked = checked(check, message, problems);
            if (checked == null) {
                rejected.add(new PushView.Rejected(
                        line, problems.stream().limit(MAX_PROBLEMS).toList()));
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
        String digest = request.key() == null ? "" : digest(request.messages());
        Receipt appended = channels.append(
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
    private byte @Nullable [] checked(SchemaCheck check, byte[] message, List<Problem> problems) {
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
        problems.addAll(check.problems(node, "field"));
        if (problems.isEmpty()) {
            problems.addAll(ColumnCheck.problems(check.schema(), node));
        }
        return problems.isEmpty() ? Json.write(node).getBytes(StandardCharsets.UTF_8) : null;
    }

    private static @Nullable JsonNode parsed(byte[] message, List<Problem> problems) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(message))
                    .toString();
            if (text.startsWith("\ufeff")) {
                problems.add(new Problem("", "begins with a byte order mark (expected: JSON without one)"));
                return null;
            }
            return Json.parse(text);
        } catch (CharacterCodingException e) {
            problems.add(new Problem("", "is not UTF-8 (expected: JSON in UTF-8)"));
        } catch (MistException e) {
            problems.add(new Problem("", e.text()));
        }
        return null;
    }

    /** Hashes the length of each, so that messages cannot be divided in another way. */
    private static String digest(List<byte[]> messages) {
        MessageDigest sha = Digests.newSha256();
        for (byte[] message : messages) {
            sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(message.length).flip());
            sha.update(message);
        }
        return HexFormat.of().formatHex(sha.digest());
    }
}
