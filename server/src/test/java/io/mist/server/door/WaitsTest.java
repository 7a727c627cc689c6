package io.mist.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private static final Answer KNOWN = new Answer(Answer.Kind.LIVE, "known");
    private static final Answer LATER = new Answer(Answer.Kind.LIVE, "later");

    private final Waits waits = new Waits(1);
    private final CompletableFuture<Answer> applied = new CompletableFuture<>();

    private CompletableFuture<Answer> until(CompletionStage<Answer> later) {
        return waits.until(new Decision(KNOWN, () -> later)).toCompletableFuture();
    }

    @Test
    void theAnswerComesWhenTheWaitIsOver() {
        CompletableFuture<Answer> answer = until(applied);
        assertThat(answer).isNotDone();

        applied.complete(LATER);

        assertThat(answer).isCompletedWithValue(LATER);
    }

    @Test
    void withoutAWaitTheAnswerIsTheOneThatIsKnown() {
        assertThat(waits.until(new Decision(KNOWN, null))).isCompletedWithValue(KNOWN);
    }

    @Test
    void withoutRoomForAWaitTheAnswerIsTheOneThatIsKnown() {
        CompletableFuture<Answer> first = until(applied);

        assertThat(until(new CompletableFuture<>())).isCompletedWithValue(KNOWN);

        applied.complete(LATER);
        assertThat(first).isCompletedWithValue(LATER);
        assertThat(until(CompletableFuture.completedFuture(LATER))).isCompletedWithValue(LATER);
    }

    @Test
    void aWaitThatFailsIsTheAnswersFailureAndLeavesItsRoom() {
        assertThat(until(CompletableFuture.failedFuture(new IllegalStateException("no such version"))))
                .isCompletedExceptionally();
        assertThat(waits.until(new Decision(KNOWN, () -> {
                            throw new IllegalStateException("no such version");
                        }))
                        .toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(until(CompletableFuture.completedFuture(LATER))).isCompletedWithValue(LATER);
    }

    @Test
    void atTheEndEveryWaitHasTheAnswerThatIsKnownAndTheDeskIsLeftAlone() {
        CompletableFuture<Answer> answer = until(applied);

        waits.endAll();

        assertThat(answer).isCompletedWithValue(KNOWN);
        assertThat(applied).isNotDone();
    }
}
