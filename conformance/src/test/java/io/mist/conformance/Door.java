package io.mist.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A door as its client sees it. Answers are the door's JSON; a problem has {@code code}. */
interface Door extends AutoCloseable {

    /** The run, or the problem. */
    JsonNode start(String route, ObjectNode parameters);

    /** The run, or the problem. */
    JsonNode cancel(String route, String run);

    /** The live values when the change is applied, the run has ended or the time is over; or the problem. */
    JsonNode change(String route, String run, Change change);

    /** What happened to the messages, or the problem. */
    JsonNode push(String route, String input, List<String> messages);

    /** The messages of an output from now on. */
    Subscription subscribe(String route, String output);

    @Override
    void close();

    /**
     * A change of live values, as all doors take it.
     *
     * @param to a JSON merge patch, or the version (a number) to go back to
     * @param ifVersion null for any
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

    /** Messages that arrive over a door, as CloudEvents. */
    interface Subscription extends AutoCloseable {

        /** All so far, in the order of arrival. */
        List<JsonNode> events();

        /** Breaks the connection without a farewell. */
        void breakOff();

        /** Reconnects and resumes after the last message, in the door's own way. */
        void resume();

        /** Whether a message may come twice, with the same id. */
        boolean mayRepeat();

        @Override
        void close();
    }
}
