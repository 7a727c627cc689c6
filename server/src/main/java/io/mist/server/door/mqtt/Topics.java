package io.mist.server.door.mqtt;

import io.mist.server.gate.message.ChannelId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The names of Mist's topics. */
final class Topics {

    static final String START = "mist/+/start";
    static final String CANCEL = "mist/+/cancel";
    static final String LIVE_SET = "mist/+/live/set";
    static final String PUSH = "mist/+/push";
    static final String INPUT = "mist/+/in/+";

    private static final int MAX_BYTES = 65_535;

    private Topics() {}

    static String replies(String route) {
        return "mist/" + route + "/replies";
    }

    static String state(String route) {
        return "mist/" + route + "/state";
    }

    static String live(String route) {
        return "mist/" + route + "/live";
    }

    static String live(String route, String run) {
        return "mist/" + route + "/runs/" + run + "/live";
    }

    static String output(ChannelId channel) {
        return "mist/" + channel.route() + "/out/" + channel.name();
    }

    static String input(ChannelId channel) {
        return "mist/" + channel.route() + "/in/" + channel.name();
    }

    /** Where messages go that were not taken, so that their senders can find out. */
    static String rejected(String topic) {
        return topic + "/rejected";
    }

    /** The input that has this topic unless its route sets another; null if it is no input's topic. */
    static @Nullable ChannelId inputOf(String topic) {
        String[] levels = topic.split("/", -1);
        return levels.length == 4 && levels[0].equals("mist") && levels[2].equals("in")
                ? ChannelId.input(levels[1], levels[3])
                : null;
    }

    /** Whether one can publish to it. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.indexOf('+') < 0
                && text.indexOf('#') < 0
                && text.indexOf('\0') < 0
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    /** Whether it can be one level of a topic. */
    static boolean isLevel(String text) {
        return isName(text) && text.indexOf('/') < 0;
    }

    /** What a request on this topic asks for; null if none of Mist's request topics. */
    static @Nullable Asked asked(String topic, @Nullable String subscribeTopic) {
        if (topic.equals(subscribeTopic)) {
            return new Asked(Asked.Verb.START_ANY, null);
        }
        if (!topic.startsWith("mist/")) {
            return null;
        }
        int end = topic.indexOf('/', 5);
        if (end < 0) {
            return null;
        }
        String route = topic.substring(5, end);
        return switch (topic.substring(end + 1)) {
            case "start" -> new Asked(Asked.Verb.START, route);
            case "cancel" -> new Asked(Asked.Verb.CANCEL, route);
            case "live/set" -> new Asked(Asked.Verb.LIVE_SET, route);
            case "push" -> new Asked(Asked.Verb.PUSH, route);
            default -> null;
        };
    }

    /**
     * What a topic says about a request.
     *
     * @param route null for {@link Verb#START_ANY}, where the payload names it
     */
    record Asked(Verb verb, @Nullable String route) {

        enum Verb {
            START,
            START_ANY,
            CANCEL,
            LIVE_SET,
            PUSH
        }
    }
}
