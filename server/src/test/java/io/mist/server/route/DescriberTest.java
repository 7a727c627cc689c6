package io.mist.server.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mist.protocol.ErrorKind;
import io.mist.protocol.MistException;
import io.mist.protocol.Problem;
import io.mist.server.run.SampleRuns;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriberTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private static Describer describer(FakeJava java, Duration timeout) {
        return new Describer(
                java.program(),
                Path.of("/opt/spark"),
                Path.of("/opt/mist/worker.jar"),
                timeout,
                context -> Optional.empty());
    }

    private MistException failureOf(FakeJava java, Duration timeout) {
        return catchThrowableOfType(
                MistException.class, () -> describer(java, timeout).describe(Path.of("/jobs.jar"), "a.Job", "default"));
    }

    @Test
    void theContractIsWhatTheProcessPrints() throws IOException {
        FakeJava java = FakeJava.printing(directory, FakeJava.ANSWER + "\n");

        assertThat(describer(java, LONG).describe(Path.of("/jobs.jar"), "a.Job", "default"))
                .isEqualTo(SampleRuns.aStreamPlan().contract());
        assertThat(java.calls())
                .singleElement()
                .asString()
                .endsWith("-cp /opt/mist/worker.jar:/opt/spark/jars/* io.mist.worker.Main describe /jobs.jar a.Job");
    }

    @Test
    void whatUserCodePrintsBeforeTheAnswerIsPassedOver() throws IOException {
        FakeJava java = FakeJava.printing(directory, "hello from a static initializer\n" + FakeJava.ANSWER + "\n");

        assertThat(describer(java, LONG)
                        .describe(Path.of("/jobs.jar"), "a.Job", "default")
                        .job())
                .isEqualTo("log-alerts");
    }

    @Test
    void whatUserCodePrintsNeedNotBeUtf8() throws IOException {
        FakeJava java = FakeJava.running(directory, "printf 'gr\\374n\\n'; printf '%s\\n' '" + FakeJava.ANSWER + "'");

        assertThat(describer(java, LONG)
                        .describe(Path.of("/jobs.jar"), "a.Job", "default")
                        .job())
                .isEqualTo("log-alerts");
    }

    @Test
    void aFailureIsReportedInTheWordsOfTheWorker() throws IOException {
        FakeJava java = FakeJava.printing(
                directory,
                "{\"failure\":{\"kind\":\"job\",\"code\":\"class-not-found\",\"message\":\"class 'a.Job' is not in"
                        + " jobs.jar\",\"problems\":[{\"path\":\"a\",\"message\":\"b\"}]}}");

        MistException failure = failureOf(java, LONG);

        assertThat(failure.kind()).isEqualTo(ErrorKind.JOB);
        assertThat(failure.code()).isEqualTo("class-not-found");
        assertThat(failure.text()).isEqualTo("class 'a.Job' is not in jobs.jar");
        assertThat(failure.problems()).containsExactly(new Problem("a", "b"));
    }

    @Test
    void aProcessThatCrashesIsTheJobsErrorWithItsLastWords() throws IOException {
        FakeJava java = FakeJava.running(directory, "echo 'Error: out of luck' >&2; exit 134");

        MistException failure = failureOf(java, LONG);

        assertThat(failure.kind()).isEqualTo(ErrorKind.JOB);
        assertThat(failure)
                .hasMessage("a.Job: the process that reads its contract ended without an answer: Error: out of luck");
    }

    @Test
    void aProcessThatEndsWithoutAWordGetsAQuestion() throws IOException {
        FakeJava java = FakeJava.running(directory, "exit 0");

        assertThat(failureOf(java, LONG)).hasMessageEndingWith("(does loading the class end the process?)");
    }

    @Test
    void anAnswerThatIsNoContractIsTheJobsError() throws IOException {
        for (String garbage : new String[] {
            "]]]",
            "42",
            "{\"contracts\":[]}",
            "{\"contracts\":[{\"a\":1}]}",
            "{\"contracts\":[7]}",
            "{\"failure\":{}}",
            "{\"failure\":7}",
            "{\"contracts\":[" + FakeJava.CONTRACT + "," + FakeJava.CONTRACT + "]}"
        }) {
            MistException failure = failureOf(FakeJava.printing(directory, garbage), LONG);

            assertThat(failure).as(garbage).isNotNull().hasMessageStartingWith("a.Job: ");
            assertThat(failure.code()).as(garbage).isEqualTo("job-not-loadable");
        }
    }

    @Test
    void aProcessThatTakesTooLongIsEndedAndTheSettingNamed() throws IOException {
        FakeJava java = FakeJava.running(directory, "exec sleep 600");

        MistException failure = failureOf(java, Duration.ofSeconds(1));

        assertThat(failure.kind()).isEqualTo(ErrorKind.JOB);
        assertThat(failure).hasMessageContaining("took longer than 1 s (mist.runs.describe-timeout)");
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(child -> child.info().commandLine().orElse("").endsWith("sleep 600")))
                .isEmpty();
    }

    @Test
    void moreOutputThanAnAnswerCanHaveIsTheJobsError() throws IOException {
        FakeJava java = FakeJava.running(directory, "head -c 40000000 /dev/zero");

        assertThat(failureOf(java, LONG).code()).isEqualTo("job-not-loadable");
    }

    @Test
    void aJavaThatIsNotThereIsTheOperatorsError() {
        Describer describer = new Describer(
                Path.of("/no/java"), Path.of("/opt/spark"), Path.of("/w.jar"), LONG, context -> Optional.empty());

        assertThatThrownBy(() -> describer.describe(Path.of("/jobs.jar"), "a.Job", "default"))
                .isInstanceOfSatisfying(MistException.class, e -> {
                    assertThat(e.kind()).isEqualTo(ErrorKind.RESOURCES);
                    assertThat(e).hasMessageContaining("/no/java");
                });
    }
}
