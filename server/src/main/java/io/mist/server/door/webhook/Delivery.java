package io.mist.server.door.webhook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.retry.Backoff;
import io.mist.protocol.Json;
import io.mist.server.door.OutputCursor;
import io.mist.server.door.Pauses;
import io.mist.server.gate.Desk;
import io.mist.server.gate.WebhookView;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.CloudEvents;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.Publication;
import io.mist.server.gate.message.WebhookSettings;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts one output to one URL: in order, one request at a time, at least once. The cursor in the log moves over what was
 * delivered or has become a dead letter, so that a restart resumes there. Confined to the door's thread, but for
 * {@link #view}.
 */
final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int PAGE = 100;
    private static final Backoff BACKOFF = Pauses.spread(Backoff.exponential(500, 60_000));
    private static final Duration LONGEST_ASKED_FOR = Duration.ofHours(1);
    private static final Duration LOG_RETRY = Duration.ofSeconds(5);

    private final String name;
    private final ChannelId channel;
    private final WebhookSettings settings;
    private final Publication publication;
    private final HttpClient client;
    private final ScheduledExecutorService thread;
    private final Clock clock;
    private final Posts posts;
    private final OutputCursor cursor;
    private final List<Message> read = new ArrayList<>();
    private @Nullable CompletableFuture<?> sending;
    private @Nullable ScheduledFuture<?> retry;
    private boolean closed;
    private volatile Progress progress;

    /** The progress that other threads may read. */
    private record Progress(
            String state,
            long next,
            long delivered,
            long deadLetters,
            int attempts,
            @Nullable String error,
            @Nullable Instant retryAt) {

        Progress in(String newState) {
            return new Progress(newState, next, delivered, deadLetters, attempts, error, null);
        }

        Progress done(long newNext, int nowDelivered, int nowDead, @Nullable String lastError) {
            return new Progress(
                    "waiting", newNext, delivered + nowDelivered, deadLetters + nowDead, 0, lastError, null);
        }

        Progress failed(String reason, Instant again) {
            return new Progress("retrying", next, delivered, deadLetters, attempts + 1, reason, again);
        }
    }

    Delivery(
            String name,
            ChannelId channel,
            WebhookSettings settings,
            Desk desk,
            HttpClient client,
            ScheduledExecutorService thread,
            Clock clock) {
        this.name = name;
        this.channel = channel;
        this.settings = settings;
        this.publication = desk.publication("webhook:" + channel.route() + "/" + channel.name() + "/" + name);
        this.client = client;
        this.thread = thread;
        this.clock = clock;
        this.posts = new Posts(channel, settings);
        // A webhook that is new gets what comes from now on.
        this.cursor = OutputCursor.resumeOrBegin(channel, publication, "webhook " + name);
        this.progress = new Progress("waiting", cursor.next(), 0, 0, 0, null, null);
    }

    WebhookSettings settings() {
        return settings;
    }

    /** Reads and sends, unless it waits for an answer or the next attempt. */
    void step() {
        if (closed || sending != null || retry != null) {
            return;
        }
        try {
            while (read.isEmpty() && readPage()) {}
            if (read.isEmpty()) {
                progress = progress.in("waiting");
            } else {
                send();
            }
        } catch (RuntimeException e) {
            LOG.error("Webhook {} of {} is interrupted for now", name, channel, e);
            again("the channel's log: " + e.getMessage(), LOG_RETRY);
        }
    }

    /** @return whether there may be more */
    private boolean readPage() {
        cursor.hasMore();
        long before = cursor.next();
        for (Message message : cursor.read(PAGE)) {
            cursor.passed(message);
            if (settings.where().takes(message.data())) {
                read.add(message);
            }
        }
        boolean advanced = cursor.next() > before;
        if (advanced && read.isEmpty()) {
            passed(cursor.next(), 0, 0, progress.error());
        }
        return advanced;
    }

    private List<Message> next() {
        return List.copyOf(read.subList(0, Math.min(read.size(), settings.batchSize())));
    }

    private void send() {
        List<Message> messages = next();
        progress = progress.in(progress.attempts() == 0 ? "sending" : "retrying");
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(
                posts.of(messages, progress.attempts() + 1, clock.instant()), HttpResponse.BodyHandlers.discarding());
        sending = answer;
        // The request's own timeout ends with the headers; a body may hang too.
        ScheduledFuture<?> timeout =
                thread.schedule(() -> answer.cancel(true), settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        answer.whenComplete((response, error) -> run(() -> {
            timeout.cancel(false);
            sending = null;
            if (!closed) {
                answered(messages, error == null ? Outcome.of(response) : Outcome.of(error, settings.timeout()));
            }
        }));
    }

    private void run(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("An answer came after the end; the request is repeated", e);
        }
    }

    private void answered(List<Message> messages, Outcome outcome) {
        try {
            if (outcome instanceof Outcome.Delivered) {
                passed(messages, 0, null);
            } else if (outcome instanceof Outcome.Refused refused) {
                giveUp(messages, refused.reason());
            } else if (outcome instanceof Outcome.Failed failed) {
                failed(messages, failed);
            }
        } catch (RuntimeException e) {
            LOG.error("Webhook {} of {} is interrupted for now", name, channel, e);
            again("the channel's log: " + e.getMessage(), LOG_RETRY);
        }
    }

    private void failed(List<Message> messages, Outcome.Failed failed) {
        int failures = progress.attempts() + 1;
        if (failures >= settings.maxAttempts()) {
            giveUp(messages, failed.reason());
            return;
        }
        if (failures == 1) {
            LOG.warn("Webhook {} of {} is tried again: {}", name, channel, failed.reason());
        }
        again(failed.reason(), pause(failures, failed.retryAfter()));
    }

    private static Duration pause(int failures, @Nullable Duration retryAfter) {
        if (retryAfter == null) {
            return Duration.ofMillis(BACKOFF.nextDelayMillis(failures));
        }
        return retryAfter.compareTo(LONGEST_ASKED_FOR) > 0 ? LONGEST_ASKED_FOR : retryAfter;
    }

    private void again(String reason, Duration delay) {
        progress = progress.failed(reason, clock.instant().plus(delay));
        retry = thread.schedule(
                () -> {
                    retry = null;
                    step();
                },
                delay.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Keeps an undeliverable message where it can be read; the next ones get their turn. */
    private void giveUp(List<Message> messages, String reason) {
        LOG.warn(
                "Webhook {} of {} gives up {} messages from offset {} on: {}",
                name,
                channel,
                messages.size(),
                messages.get(0).offset(),
                reason);
        for (Message message : messages) {
            publication.putAside(channel, name, message, clock.instant(), deadLetter(message, reason));
        }
        passed(messages, messages.size(), reason);
    }

    private byte[] deadLetter(Message message, String reason) {
        ObjectNode letter = Json.MAPPER.createObjectNode();
        letter.put("reason", reason)
                .put("attempts", progress.attempts() + 1)
                .put("url", settings.url().toString());
        letter.set("message", Json.parse(new String(CloudEvents.encode(channel, message), StandardCharsets.UTF_8)));
        return Json.write(letter).getBytes(StandardCharsets.UTF_8);
    }

    private void passed(List<Message> messages, int dead, @Nullable String error) {
        read.subList(0, messages.size()).clear();
        long next = read.isEmpty() ? cursor.next() : read.get(0).offset();
        passed(next, messages.size() - dead, dead, error);
        step();
    }

    private void passed(long next, int delivered, int dead, @Nullable String error) {
        cursor.save(next);
        progress = progress.done(next, delivered, dead, error);
    }

    WebhookView view() {
        Progress now = progress;
        return new WebhookView(
                name,
                settings.url().toString(),
                now.state(),
                now.next(),
                Math.max(0, publication.end(channel) - now.next()),
                now.delivered(),
                now.deadLetters(),
                now.attempts(),
                now.error(),
                now.retryAt());
    }

    void close() {
        closed = true;
        CompletableFuture<?> request = sending;
        if (request != null) {
            request.cancel(true);
        }
        ScheduledFuture<?> waiting = retry;
        if (waiting != null) {
            waiting.cancel(false);
        }
    }
}
