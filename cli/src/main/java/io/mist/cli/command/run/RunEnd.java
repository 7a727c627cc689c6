package io.mist.cli.command.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.exit.Exit;
import io.mist.cli.exit.Failure;

/** The outcome of a command that waited for the end of a run. */
final class RunEnd {

    private RunEnd() {}

    /**
     * @throws Failure unless the run has SUCCEEDED
     */
    static void requireSuccess(JsonNode run) {
        String id = run.path("id").asText();
        String state = run.path("state").asText();
        switch (state) {
            case "SUCCEEDED" -> {
                // Nothing to say.
            }
            case "FAILED" -> throw Failure.ofReason(id, run.path("reason"));
            case "CANCELLED" -> throw Failure.of(Exit.JOB, "cancelled", "run " + id + " was cancelled");
            default -> throw notEnded(id, state);
        }
    }

    static Failure notEnded(String id, String state) {
        return Failure.of(
                Exit.RESOURCES,
                "not-ended",
                "run %s has not ended in time (%s) and continues; see 'mist show %s'".formatted(id, state, id));
    }
}
