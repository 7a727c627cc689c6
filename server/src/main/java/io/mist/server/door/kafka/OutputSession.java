package io.mist.server.door.kafka;

import io.mist.server.door.OutputPublisher;
import io.mist.server.gate.message.ChannelId;
import io.mist.server.gate.message.CloudEvents;
import io.mist.server.gate.message.Envelope;
import io.mist.server.gate.message.Message;
import io.mist.server.gate.message.OutputSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes with one producer, a transaction after another: in order and exactly once, as each transaction notes how far it
 * reaches. Confined to the thread that publishes.
 */
final class OutputSession implements OutputPublisher.Session {

    /** Messages of a transaction. */
    static final int MOST_MESSAGES = 1_000;

    /** The same in bytes; one message may go beyond it. */
    static final long MOST_BYTES = 8L << 20;

    /** Messages of one channel in a transaction, so that a busy channel does not hold up the others. */
    private static final int TURN = 250;

    private static final Logger LOG = LoggerFactory.getLogger(OutputSession.class);

    private static final Duration LEAVE = Duration.ofSeconds(1);

    private final OutputTransport transport;
    private final Producer<byte[], byte[]> producer;
    private final OutputPublisher publisher;
    private final Map<ChannelId, NotedCursor> cursors = new LinkedHashMap<>();
    private final Set<String> ensured = new HashSet<>();

    /** @param last of its channel that was read; sent or left out */
    private record Part(NotedCursor cursor, String topic, Message last, List<Sent> sent) {}

    private record Sent(Message message, Future<?> acknowledged) {}

    OutputSession(OutputTransport transport, Producer<byte[], byte[]> producer, OutputPublisher publisher) {
        this.transport = transport;
        this.producer = producer;
        this.publisher = publisher;
    }

    /** Ends what another producer of the same id has begun: from now on what is noted stays so. */
    void begin() {
        producer.initTransactions();
    }

    @Override
    public void appended(ChannelId output) {
        cursors.computeIfAbsent(output, this::resumed).hasMore();
    }

    private NotedCursor resumed(ChannelId output) {
        String group = transport.group() + "." + output.route() + "." + output.name();
        return NotedCursor.resume(output, group, transport.cluster(), transport.publication());
    }

    @Override
    public boolean publish() {
        Map<NotedCursor, List<Message>> read = read();
        if (read.isEmpty()) {
            return false;
        }
        Map<NotedCursor, String> where = new LinkedHashMap<>();
        read.keySet()
                .forEach(cursor -> where.put(cursor, ensured(transport.topics().output(cursor.channel()))));
        producer.beginTransaction();
        List<Part> parts = new ArrayList<>();
        read.forEach((cursor, messages) -> parts.add(send(cursor, String.valueOf(where.get(cursor)), messages)));
        producer.flush();
        if (!areTaken(parts)) {
            producer.abortTransaction();
            parts.forEach(part -> part.cursor().hasMore());
            return true;
        }
        for (Part part : parts) {
            producer.sendOffsetsToTransaction(
                    NotedCursor.note(part.topic(), part.last()),
                    new ConsumerGroupMetadata(part.cursor().group()));
        }
        producer.commitTransaction();
        for (Part part : parts) {
            part.cursor().published(part.last());
            publisher.published(part.sent().size());
        }
        return true;
    }

    private Map<NotedCursor, List<Message>> read() {
        Map<NotedCursor, List<Message>> read = new LinkedHashMap<>();
        for (NotedCursor cursor : cursors.values()) {
            List<Message> one = cursor.isOneByOne() ? cursor.read(1) : List.of();
            if (!one.isEmpty()) {
                return Map.of(cursor, one);
            }
        }
        int messages = 0;
        long bytes = 0;
        for (NotedCursor cursor : cursors.values()) {
            int room = Math.min(TURN, MOST_MESSAGES - messages);
            if (room <= 0 || bytes >= MOST_BYTES) {
                break;
            }
            List<Message> page = bounded(cursor, cursor.read(room), MOST_BYTES - bytes);
            if (!page.isEmpty()) {
                read.put(cursor, page);
                messages += page.size();
                bytes += page.stream()
                        .mapToLong(message -> message.data().length)
                        .sum();
            }
        }
        return read;
    }

    private static List<Message> bounded(NotedCursor cursor, List<Message> page, long room) {
        long bytes = 0;
        for (int i = 0; i < page.size(); i++) {
            if (bytes >= room) {
                cursor.hasMore();
                return page.subList(0, i);
            }
            bytes += page.get(i).data().length;
        }
        return page;
    }

    private String ensured(String topic) {
        if (!ensured.contains(topic)) {
            transport.cluster().ensure(List.of(topic));
            ensured.add(topic);
        }
        return topic;
    }

    private Part send(NotedCursor cursor, String topic, List<Message> messages) {
        List<Sent> sent = new ArrayList<>();
        for (Message message : messages) {
            if (!cursor.isLeftOut(message)) {
                sent.add(new Sent(message, producer.send(record(cursor.channel(), topic, message))));
            }
        }
        return new Part(cursor, topic, messages.get(messages.size() - 1), sent);
    }

    private ProducerRecord<byte[], byte[]> record(ChannelId channel, String topic, Message message) {
        OutputSettings settings = transport.desk().outputSettings(channel);
        Envelope envelope = Envelope.ofSetting(settings.envelope().orElse("cloudevents-binary"));
        byte[] key = message.key() == null ? null : message.key().getBytes(StandardCharsets.UTF_8);
        var record =
                new ProducerRecord<>(topic, null, message.at().toEpochMilli(), key, envelope.encode(channel, message));
        Headers.add(record, Headers.ORIGIN, channel.toString());
        Headers.add(
                record,
                Headers.CONTENT_TYPE,
                envelope == Envelope.CLOUDEVENTS ? CloudEvents.MEDIA_TYPE : "application/json");
        envelope.attributes(channel, message).forEach((name, value) -> {
            if (!name.equals("datacontenttype")) {
                Headers.add(record, Headers.EVENT + name, value);
            }
        });
        return record;
    }

    /**
     * False if some are rejected for good. One that was sent alone is left out the next time. Among several the rejected one
     * is unknown: the client gives its error to all that it had not sent yet.
     */
    private static boolean areTaken(List<Part> parts) {
        boolean isAlone = parts.stream().mapToInt(part -> part.sent().size()).sum() == 1;
        boolean all = true;
        for (Part part : parts) {
            for (Sent sent : part.sent()) {
                Throwable error = failure(sent.acknowledged());
                if (error instanceof RecordTooLargeException) {
                    refused(part, sent.message(), isAlone, error);
                    all = false;
                } else if (error != null) {
                    // When one is rejected the others go with it; else the commit says what is wrong.
                    LOG.debug("message {} is not taken", sent.message().id(), error);
                }
            }
        }
        return all;
    }

    private static void refused(Part part, Message message, boolean isAlone, Throwable error) {
        if (!isAlone) {
            part.cursor().oneByOneUntil(part.last().offset());
            return;
        }
        LOG.error(
                "message {} of {} is left out of topic {}: {}",
                message.offset(),
                part.cursor().channel(),
                part.topic(),
                error.getMessage());
        part.cursor().leaveOut(message.offset());
    }

    /** After a flush every future is done. */
    private static @Nullable Throwable failure(Future<?> flushed) {
        try {
            flushed.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close(LEAVE);
    }
}
