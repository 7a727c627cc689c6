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

    /** The live values when the change is applied, the run has ended or the time is over; or the refusal. */
    JsonNode change(String route, String run, Change change);

    /** What became of the messages, or the refusal. */
    JsonNode push(String route, String input, List<String> messages);

    /** The messages of an output from now on. */
    Subscription subscribe(String route, String output);

    @Override
    void close();

    /**
     * A change of live values, as all doors take it.
     *
     * @param to a JSON merge patch, or the version (a number) to go back to
     * @param ifVersion null for whatever version is there
     * @param key null for none
     * @param atMost how long to wait, an ISO-8601 duration
     */
    record Change(JsonNode to, Long ifVersion, String key, String atMost) {

        static Change of(JsonNode to) {
            return new Change(to, null, null, "PT30S");
        }

        Change ifVersion(long version) {
            return new Change(to, version, key, atMost);
        }

        Change key(String text) {
            return new Change(to, ifVersion, text, atMost);
        }

        Change waiting(String duration) {
            return new Change(to, ifVersion, key, duration);
        }

        boolean isRollback() {
            return to.isNumber();
        }

        /** As a request of a door whose requests are JSON. */
        ObjectNode in(ObjectNode request, String patch, String rollback) {
            request.set(isRollback() ? rollback : patch, to);
            if (ifVersion != null) {
                request.put("ifVersion", ifVersion);
            }
            return request.put("wait", "applied").put("timeout", atMost);
        }
    }

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
