package io.mist.server.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mist.protocol.MistException;
import io.mist.server.config.ConfigReader;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContextsTest {

    private static Contexts contexts(int places, int waitingRoom) {
        return new Contexts(ConfigReader.read(
                        null,
                        Map.of(
                                "mist.context-defaults.max-parallel-runs", String.valueOf(places),
                                "mist.context-defaults.max-queued-runs", String.valueOf(waitingRoom)))
                .allContexts());
    }

    @Test
    void aFullQueueRejectsARunAndNamesTheSetting() {
        Contexts contexts = contexts(2, 1);
        for (String run : new String[] {"a", "b", "c"}) {
            contexts.requireRoom("default");
            contexts.await("default", run);
            contexts.admit("default");
        }

        assertThatThrownBy(() -> contexts.requireRoom("default"))
                .isInstanceOfSatisfying(
                        MistException.class, e -> assertThat(e.code()).isEqualTo("queue-full"))
                .hasMessageContaining("1 runs waiting (at most 1, max-queued-runs)");
        contexts.requireRoom("elsewhere");
    }

    @Test
    void aQueueOfNoneTakesRunsThatNeedNotWait() {
        Contexts contexts = contexts(2, 0);
        contexts.requireRoom("default");
        contexts.await("default", "a");
        contexts.requireRoom("default");
        contexts.await("default", "b");

        assertThatThrownBy(() -> contexts.requireRoom("default")).isInstanceOf(MistException.class);
    }

    @Test
    void contextsWithRunsAndTheDefaultAreShownByName() {
        Contexts contexts = contexts(2, 1);
        contexts.await("other", "a");

        assertThat(contexts.statuses())
                .containsExactly(new ContextStatus("default", 2, 0, 0), new ContextStatus("other", 2, 0, 1));
    }
}
