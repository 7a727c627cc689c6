package io.mist.server.door;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mist.protocol.Json;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.gate.PushView;
import java.util.ArrayList;
import java.util.List;

/** The rejection of a push without an accepted message. */
public final class InvalidMessages {

    /** More problems are only counted. */
    private static final int MOST = 100;

    private InvalidMessages() {}

    /** @throws MistException of kind caller, code {@code invalid-messages}, if all messages were rejected */
    public static PushView unlessAccepted(PushView view) {
        if (view.accepted() > 0 || view.rejected().isEmpty()) {
            return view;
        }
        int count = view.rejected().size();
        List<PushView.Rejected> shown = view.rejected().subList(0, Math.min(MOST, count));
        ObjectNode members = Json.MAPPER.createObjectNode().put("rejectedCount", count);
        members.set("rejected", Json.MAPPER.valueToTree(shown));
        throw MistException.caller(
                        "invalid-messages",
                        count == 1 ? "the message was not accepted" : "none of " + count + " messages was accepted",
                        problems(shown))
                .with(members);
    }

    private static List<Problem> problems(List<PushView.Rejected> rejected) {
        List<Problem> problems = new ArrayList<>();
        for (PushView.Rejected message : rejected) {
            String path = "messages[" + (message.line() - 1) + "]";
            message.problems()
                    .forEach(problem -> problems.add(new Problem(
                            problem.path().isEmpty() ? path : path + "." + problem.path(), problem.message())));
        }
        return problems;
    }
}
