package io.mist.server.channel;

/** The log of one output of one route. */
public record ChannelId(String route, String output) {

    @Override
    public String toString() {
        return route + "/" + output;
    }
}
