package io.mist.server.gate.message;

/** The log of one channel of one route: an input or an output, whose names never meet within a contract. */
public record ChannelId(String route, String channel) {

    private static final String DEAD_LETTERS = ".dead-letters";

    /** The log of what a webhook of this output could not deliver. */
    public ChannelId deadLetters(String webhook) {
        // No output has a dot in its name.
        return new ChannelId(route, channel + "." + webhook + DEAD_LETTERS);
    }

    @Override
    public String toString() {
        return route + "/" + channel;
    }
}
