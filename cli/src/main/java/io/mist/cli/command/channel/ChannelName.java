package io.mist.cli.command.channel;

import io.mist.cli.exit.Failure;

/** {@code ROUTE/CHANNEL} as the user types it. */
record ChannelName(String route, String channel) {

    /**
     * @param label what the help calls the argument
     * @param listed what 'mist describe ROUTE' lists
     */
    static ChannelName parse(String text, String label, String listed) {
        int slash = text.indexOf('/');
        if (slash <= 0 || slash == text.length() - 1) {
            throw Failure.usage(
                    "'%s' (expected: %s; 'mist describe ROUTE' lists the %s)".formatted(text, label, listed));
        }
        return new ChannelName(text.substring(0, slash), text.substring(slash + 1));
    }
}
