package io.mist.worker.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.protocol.wire.Failure;
import java.io.FileNotFoundException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunFailureTest {

    private static <T extends Throwable> T thrownAt(T error, String... frames) {
        error.setStackTrace(List.of(frames).stream()
                .map(name ->
                        new StackTraceElement(name, "call", name.substring(name.lastIndexOf('.') + 1) + ".java", 42))
                .toArray(StackTraceElement[]::new));
        return error;
    }

    @Test
    void theInnermostCauseIsReportedWithTheFirstFrameOfTheJob() {
        Throwable cause = thrownAt(
                new FileNotFoundException("/no/such/file"),
                "java.io.FileInputStream",
                "org.apache.spark.sql.Thing",
                "scala.Function",
                "io.mist.worker.run.HostedRun",
                "com.example.Job",
                "com.example.Other");
        Failure failure = RunFailure.describe(
                new IllegalStateException("Job aborted due to stage failure", new RuntimeException("wrapped", cause)),
                true);

        assertThat(failure.getKind()).isEqualTo("job");
        assertThat(failure.getCode()).isEqualTo("job-failed");
        assertThat(failure.getMessage())
                .isEqualTo("java.io.FileNotFoundException: /no/such/file (at com.example.Job.call, Job.java:42)");
        assertThat(failure.getRestartable()).isTrue();
        assertThat(failure.getStackTrace())
                .contains("Job aborted due to stage failure")
                .contains("Caused by: ");
    }

    @Test
    void aJavaLangErrorIsCalledByItsShortName() {
        assertThat(RunFailure.describe(thrownAt(new IllegalArgumentException("n: -1")), false)
                        .getMessage())
                .isEqualTo("IllegalArgumentException: n: -1");
    }

    @Test
    void anInnermostCauseWithoutAWordLeavesTheWordToTheOneAround() {
        Throwable silent = thrownAt(new NullPointerException(), "com.example.Job");

        assertThat(RunFailure.describe(thrownAt(new IllegalStateException("while reading", silent)), false)
                        .getMessage())
                .isEqualTo("IllegalStateException: while reading");
        assertThat(RunFailure.describe(silent, false).getMessage())
                .isEqualTo("NullPointerException (at com.example.Job.call, Job.java:42)");
    }

    @Test
    void anErrorOfMistIsReportedAsItIsWhereverItIsFound() {
        MistException error =
                MistException.caller("invalid-parameters", "1 problem", List.of(new Problem("path", "missing")));

        Failure failure = RunFailure.describe(new RuntimeException("around", error), true);

        assertThat(failure.getKind()).isEqualTo("caller");
        assertThat(failure.getProblems(0).getPath()).isEqualTo("path");
        assertThat(failure.getRestartable())
                .as("what the caller must mend is not tried again")
                .isFalse();
    }

    @Test
    void aClassThatIsNotThereIsTheJobsError() {
        assertThat(RunFailure.describe(new NoClassDefFoundError("com/example/Missing"), true)
                        .getCode())
                .isEqualTo("job-not-loadable");
        assertThat(RunFailure.describe(new RuntimeException(new ClassNotFoundException("com.example.Missing")), true)
                        .getMessage())
                .isEqualTo("the job needs a class that is not there: ClassNotFoundException: com.example.Missing");
    }

    @Test
    void aHeapThatIsTooSmallNamesTheSetting() {
        Failure failure = RunFailure.describe(new OutOfMemoryError("Java heap space"), true);

        assertThat(failure.getKind()).isEqualTo("resources");
        assertThat(failure.getMessage())
                .isEqualTo("OutOfMemoryError: Java heap space (raise spark.driver.memory of the context)");
    }

    @Test
    void messagesAndTracesAreBounded() {
        Failure failure = RunFailure.describe(thrownAt(new IllegalStateException("x".repeat(1_000_000))), false);

        assertThat(failure.getMessage()).hasSizeLessThan(2_100).endsWith("…");
        assertThat(failure.getStackTrace()).hasSizeLessThan(33_000);
    }

    @Test
    void causesThatFormACircleAreReportedToo() {
        IllegalStateException first = new IllegalStateException("first");
        IllegalStateException second = new IllegalStateException("second", first);
        first.initCause(second);

        Failure failure = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> RunFailure.describe(first, false));

        assertThat(failure.getMessage()).containsAnyOf("first", "second");
    }
}
