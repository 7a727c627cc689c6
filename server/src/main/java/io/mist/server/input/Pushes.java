package io.mist.server.input;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.channel.Appended;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelLog;
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
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Takes what clients push into the logs of inputs, after a look at each message. Safe for any thread. */
public final class Pushes {

    private static final int LONGEST_KEY = 1_000;
    /** Of one message; the rest shows up when these are mended. */
    private static final int MAX_PROBLEMS = 20;

    private final Inputs inputs;
    private final ChannelLog channels;
    private final Clock clock;
    private final InputsConfig config;
    private final Executor executor;
    private final Map<ChannelId, SchemaCheck> checks = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();

    /** What is known of inputs. */
    public interface Inputs {

        /**
         * The schema of a message; the same object for as long as the contract is the same. Refuses an unknown route or
         * input, naming those there are.
         */
        ObjectNode schema(ChannelId channel);

        /** It is about to be appended to. */
        void isInput(ChannelId channel);
    }

    public Pushes(Inputs inputs, ChannelLog channels, Clock clock, InputsConfig config, Executor executor) {
        this.inputs = inputs;
        this.channels = channels;
        this.clock = clock;
        this.config = config;
        this.executor = executor;
    }

    /** Complete when the messages are durable. What waits for that is bounded; more is refused, {@code busy}. */
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
        SchemaCheck check = check(channel);
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

    /** Schemas are compiled once; there are as many as there are inputs. */
    private SchemaCheck check(ChannelId channel) {
        ObjectNode schema = inputs.schema(channel);
        SchemaCheck known = checks.get(channel);
        if (known != null && known.schema() == schema) {
            return known;
        }
        SchemaCheck check = SchemaCheck.of(schema);
        checks.put(channel, check);
        return check;
    }

    private PushView append(
            ChannelId channel, PushRequest request, List<Batch.Entry> entries, List<PushView.Rejected> rejected) {
        if (entries.isEmpty()) {
            return new PushView(request.route(), request.input(), 0, null, null, false, rejected);
        }
        inputs.isInput(channel);
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
