package io.mist.server.gate.message;

import org.jspecify.annotations.Nullable;

/**
 * A request to read a channel.
 *
 * @param from {@code earliest}, {@code latest}, an offset, {@code id:} and a message's id, {@code snapshot}, or the
 *     {@code next} of the page before
 * @param run only messages of this run, or null
 * @param filter not yet compared with the channel's schema
 */
public record ReadRequest(
        Target target, String from, @Nullable String run, Envelope envelope, MessageFilter filter) {

    /** Which channel of a route. */
    public sealed interface Target {

        String route();

        record Output(String route, String name) implements Target {}

        record Input(String route, String name) implements Target {}

        /** The messages that a webhook of an output could not deliver. */
        record DeadLetters(String route, String output, String webhook) implements Target {}
    }

    /** All messages of a channel as they are, as of dead letters. */
    public static ReadRequest plain(Target target, String from) {
        return new ReadRequest(target, from, null, Envelope.PLAIN, MessageFilter.ALL);
    }
}
