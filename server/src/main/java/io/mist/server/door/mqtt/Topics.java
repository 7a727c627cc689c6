package io.mist.server.door.mqtt;

import io.mist.server.gate.message.ChannelId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of Mist's topics. */
final class Topics {

    /** The operations by what stands behind the route in the topics of their requests. */
    private static final Map<String, String> OPERATIONS = Map.of(
            "start", "start",
            "run", "run",
            "cancel", "cancel",
            "live/get", "live-get",
            "live/set", "live-set",
            "live/rollback", "live-rollback",
            "live/history", "live-history",
            "live/diff", "live-diff",
            "push", "push",
            "read", "read");

    static final String INPUT = "mist/+/in/+";

    private static final String ROOT = "mist/";
    private static final int MAX_BYTES = 65_535;

    private Topics() {}

    /** The subscriptions of Mist for every route. */
    static List<String> filters() {
        List<String> filters = new ArrayList<>();
        OPERATIONS.keySet().stream().sorted().forEach(end -> filters.add(request("+", end)));
        filters.add(INPUT);
        return filters;
    }

    /** The topic of requests, by its end, such as {@code live/set}. */
    static String request(String route, String end) {
        return "mist/" + route + "/" + end;
    }

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

    /** Whether the channel's names can be in a topic. */
    static boolean canName(ChannelId channel) {
        return isLevel(channel.route()) && isName(channel.name());
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

    /** Returns the operation of a request topic; null if the topic is not one. */
    static @Nullable RequestTopic requestTopic(String topic, @Nullable String subscribeTopic) {
        if (topic.equals(subscribeTopic)) {
            return new RequestTopic("start", null);
        }
        int end = topic.indexOf('/', ROOT.length());
        if (!topic.startsWith(ROOT) || end < 0) {
            return null;
        }
        String operation = OPERATIONS.get(topic.substring(end + 1));
        return operation == null ? null : new RequestTopic(operation, topic.substring(ROOT.length(), end));
    }

    /**
     * What a topic says about a request.
     *
     * @param operation its name
     * @param route null if the payload names it, as on the topic of old that takes starts for all routes
     */
    record RequestTopic(String operation, @Nullable String route) {

        boolean isForAnyRoute() {
            return route == null;
        }
    }
}
