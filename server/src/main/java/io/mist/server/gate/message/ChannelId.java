package io.mist.server.gate.message;

/**
 * The log of one channel of one route. An input and an output of one contract never share a name; an input that a later
 * contract declares as an output, or the other way round, is another channel with a log of its own.
 *
 * @param name the contract's name of an input or output; for dead letters {@code {output}.{webhook}.dead-letters}
 */
public record ChannelId(String route, ChannelKind kind, String name) {

    private static final String DEAD_LETTERS = ".dead-letters";

    public static ChannelId input(String route, String name) {
        return new ChannelId(route, ChannelKind.INPUT, name);
    }

    public static ChannelId output(String route, String name) {
        return new ChannelId(route, ChannelKind.OUTPUT, name);
    }

    /** The log of what a webhook of this output could not deliver. */
    public ChannelId deadLetters(String webhook) {
        // No output has a dot in its name.
        return new ChannelId(route, ChannelKind.DEAD_LETTERS, name + "." + webhook + DEAD_LETTERS);
    }

    @Override
    public String toString() {
        return route + "/" + name;
    }
}
