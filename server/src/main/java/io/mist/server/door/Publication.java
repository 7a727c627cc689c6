package io.mist.server.door;

import io.mist.server.channel.*;
import io.mist.server.gate.message.*;
import java.util.*;
import java.util.function.Consumer;

/** STUB until main has the real one. */
public record Publication(ChannelLog log, String reader) {
    public Set<ChannelId> channels() { return new HashSet<>(log.channels()); }
    public AutoCloseable onAppend(Consumer<ChannelId> l) { return log.onAppend(l::accept); }
    public OptionalLong cursor(ChannelId c) { return log.cursor(reader, c); }
    public void saveCursor(ChannelId c, long o) { log.saveCursor(reader, c, o); }
    public long start(ChannelId c) { return log.start(c); }
    public long end(ChannelId c) { return log.end(c); }
    public Page read(ChannelId c, long from, int limit) { return log.read(c, from, null, limit); }
    public ChannelLog channelLog() { return log; }
}
