package io.mist.server.channel;

/** The log of one channel of one route: an input or an output, whose names never meet within a contract. */
public record ChannelId(String route, String channel) {

    @Override
    public String toString() {
        return route + "/" + channel;
    }
}
