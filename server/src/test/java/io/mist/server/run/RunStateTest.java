package io.mist.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.mist.protocol.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunStateTest {

    /** Which change is allowed, from a row's state to a column's; ARCHITECTURE.md has the same table. */
    private static final String TABLE = """
            | from | QUEUED | STARTING | RUNNING | RESTARTING | CANCELLING | SUCCEEDED | FAILED | CANCELLED |
            |---|---|---|---|---|---|---|---|---|
            | QUEUED |  | yes |  |  |  |  | yes | yes |
            | STARTING |  |  | yes | yes | yes | yes | yes | yes |
            | RUNNING |  |  |  | yes | yes | yes | yes | yes |
            | RESTARTING |  | yes |  |  |  |  | yes | yes |
            | CANCELLING |  |  |  |  |  | yes | yes | yes |
            | SUCCEEDED |  |  |  |  |  |  |  |  |
            | FAILED |  |  |  |  |  |  |  |  |
            | CANCELLED |  |  |  |  |  |  |  |  |
            """;

    private static final List<RunState> ALL = List.of(
            new RunState.Queued(SampleRuns.NOON),
            new RunState.Starting("w1", SampleRuns.NOON),
            new RunState.Running("w1", SampleRuns.NOON),
            new RunState.Restarting(SampleRuns.aReason(), SampleRuns.NOON, 1, SampleRuns.NOON),
            new RunState.Cancelling("w1", SampleRuns.NOON, SampleRuns.NOON),
            new RunState.Succeeded(Json.parse("[1.10]"), SampleRuns.NOON),
            new RunState.Failed(SampleRuns.aReason(), SampleRuns.NOON),
            new RunState.Cancelled(SampleRuns.aReason(), SampleRuns.NOON));

    @Test
    void everyPairOfStatesIsAllowedOrNotAsTheTableSays() throws IOException {
        String allowed = markdown();
        Files.writeString(Path.of("target", "run-states.md"), allowed);

        assertThat(allowed).isEqualTo(TABLE);
    }

    private static String markdown() {
        StringBuilder table = new StringBuilder("| from |");
        ALL.forEach(to -> table.append(' ').append(to.name()).append(" |"));
        table.append("\n|---|").append("---|".repeat(ALL.size())).append('\n');
        for (RunState from : ALL) {
            table.append("| ").append(from.name()).append(" |");
            ALL.forEach(to -> table.append(from.mayBecome(to) ? " yes |" : "  |"));
            table.append('\n');
        }
        return table.toString();
    }

    @Test
    void theTableNamesEveryStateThereIs() {
        assertThat(ALL.stream().map(Object::getClass))
                .containsExactlyInAnyOrder(RunState.class.getPermittedSubclasses());
    }

    @Test
    void aStateThatHasEndedBecomesNothingElse() {
        assertThat(ALL)
                .filteredOn(RunState::hasEnded)
                .hasSize(3)
                .allSatisfy(end -> assertThat(ALL).noneMatch(end::mayBecome));
    }

    @Test
    void everyStateIsReadFromTheDatabaseAsItWasWritten() {
        assertThat(ALL)
                .allSatisfy(state ->
                        assertThat(Json.read(Json.write(state), RunState.class)).isEqualTo(state));
    }

    @Test
    void aResultOfNullIsAResult() {
        RunState.Succeeded state = new RunState.Succeeded(NullNode.getInstance(), SampleRuns.NOON);

        assertThat(Json.read(Json.write(state), RunState.class)).isEqualTo(state);
    }

    @Test
    void aRunIsOnAWorkerWhileItStartsRunsAndIsCancelled() {
        assertThat(ALL)
                .filteredOn(state -> state.workerOrNull() != null)
                .extracting(RunState::name)
                .containsExactly("STARTING", "RUNNING", "CANCELLING");
    }
}
