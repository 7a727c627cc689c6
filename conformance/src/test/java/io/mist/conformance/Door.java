package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** One way in and out, as a client of it sees it. Answers are the door's JSON; a refusal has {@code code}. */
interface Door extends AutoCloseable {

    /** The run, or the refusal. */
    JsonNode start(String route, ObjectNode parameters);

    /** The run, or the refusal. */
    JsonNode cancel(String route, String run);

    /** The live values when they are applied, or the refusal. */
    JsonNode change(String route, String run, ObjectNode values);

    /** What became of the messages, or the refusal. */
    JsonNode push(String route, String input, List<String> messages);

    /** The messages of an output from now on. */
    Subscription subscribe(String route, String output);

    @Override
    void close();

    /** What comes over a door, as CloudEvents. */
    interface Subscription extends AutoCloseable {

        /** All that has come so far, in the order in which it came. */
        List<JsonNode> events();

        /** The client goes away without a word. */
        void breakOff();

        /** It comes back and goes on after the last message that it got, in the door's own way. */
        void resume();

        /** Whether a message may come twice, with the same id. */
        boolean mayRepeat();

        @Override
        void close();
    }
}
