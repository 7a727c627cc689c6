package io.mist.server.door.mqtt;

import io.mist.server.channel.Appended;
import io.mist.server.channel.Batch;
import io.mist.server.channel.ChannelId;
import io.mist.server.channel.ChannelLog;
import io.mist.server.channel.Message;
import io.mist.server.channel.Page;
import io.mist.server.channel.Snapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Channel logs that outlive the door of a test as those on disk outlive a server. */
final class MemoryChannelLog implements ChannelLog {

    private final Map<ChannelId, List<Message>> logs = new HashMap<>();
    private final Map<ChannelId, Long> starts = new HashMap<>();
    private final Map<String, Long> cursors = new HashMap<>();
    private final List<AppendListener> listeners = new CopyOnWriteArrayList<>();

    /** One message, as {@code send()} of a job makes it. */
    void append(ChannelId channel, String json) {
        append(
                channel,
                new Batch(
                        Batch.Published.sent("run-1", "send", end(channel)),
                        1,
                        Instant.EPOCH,
                        List.of(new Batch.Entry(0, 0, null, utf8(json)))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Appended append(ChannelId channel, Batch batch) {
        long first = end(channel);
        synchronized (this) {
            List<Message> log = logs.computeIfAbsent(channel, c -> new ArrayList<>());
            for (Batch.Entry entry : batch.entries()) {
                String id = batch.run() + "/" + log.size();
                log.add(new Message(log.size(), id, batch.run(), null, batch.live(), batch.at(), null, entry.data()));
            }
        }
        listeners.forEach(listener -> listener.appended(channel));
        return new Appended(true, first, batch.entries().size());
    }

    @Override
    public OptionalLong find(ChannelId channel, String id) {
        return OptionalLong.empty();
    }

    @Override
    public Snapshot snapshot(ChannelId channel, String after, int limit) {
        return new Snapshot(List.of(), null, end(channel));
    }

    /** What retention does. */
    synchronized void removeBefore(ChannelId channel, long offset) {
        starts.put(channel, offset);
    }

    @Override
    public synchronized Page read(ChannelId channel, long from, String run, int limit) {
        List<Message> log = logs.getOrDefault(channel, List.of());
        long first = Math.max(from, start(channel));
        List<Message> page = log.stream().skip(first).limit(limit).toList();
        return new Page(page, first + page.size(), first > from ? new Page.Gap(from, first - 1) : null);
    }

    @Override
    public synchronized long start(ChannelId channel) {
        return starts.getOrDefault(channel, 0L);
    }

    @Override
    public synchronized long end(ChannelId channel) {
        return logs.getOrDefault(channel, List.of()).size();
    }

    @Override
    public synchronized Set<ChannelId> channels() {
        return Set.copyOf(logs.keySet());
    }

    @Override
    public AutoCloseable onAppend(AppendListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public synchronized OptionalLong cursor(String reader, ChannelId channel) {
        Long at = cursors.get(reader + " " + channel);
        return at == null ? OptionalLong.empty() : OptionalLong.of(at);
    }

    @Override
    public synchronized void saveCursor(String reader, ChannelId channel, long next) {
        cursors.put(reader + " " + channel, next);
    }

    @Override
    public void close() {}
}
