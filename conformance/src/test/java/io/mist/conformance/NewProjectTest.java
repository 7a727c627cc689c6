package io.mist.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What 'mist init' makes is built, passes its test, and is deployed by one command. */
final class NewProjectTest {

    @RegisterExtension
    static final MistProcess mist =
            MistProcess.with(() -> "mist.context.default.spark-conf { %s }".formatted(PythonJobs.setting()), () -> "");

    /** The Maven that runs this test: it knows where the libraries come from. */
    private static final String MAVEN =
            Path.of(System.getProperty("mist.maven"), "bin", "mvn").toString();

    @ParameterizedTest
    @CsvSource({"java, exception", "scala, unit"})
    void aMavenProjectIsBuiltAndItsTestPassesWhateverItsName(String language, String name) {
        Path project = make(language, name);

        Command.run(Map.of(), List.of("env", "-C", project.toString(), MAVEN, "-B", "-ntp", "package"))
                .mustBe(0);

        assertThat(project.resolve("target/surefire-reports")).isDirectoryContaining("glob:**/TEST-*.xml");
        assertThatItRuns(name, project);
    }

    @Test
    void aPythonProjectPassesItsTestAndNeedsNoBuildWhateverItsName() {
        // Imported by this name, pytest would take the job for a test.
        Path project = make("python", "test-alerts");

        Command.run(Map.of(), List.of("env", "-C", project.toString(), PythonJobs.program(), "-m", "pytest"))
                .mustBe(0);

        assertThatItRuns("test-alerts", project);
    }

    private static Path make(String language, String name) {
        mist.cli("init", "--lang", language, "--directory", mist.directory().toString(), name)
                .mustBe(0);
        return mist.directory().resolve(name);
    }

    private static void assertThatItRuns(String name, Path project) {
        mist.cli("apply", "-f", project.toString()).mustBe(0);
        String run = mist.startRunning(name, Map.of());
        push(name, "an error");
        await().atMost(MistProcess.PATIENCE).until(() -> found(name).equals(List.of("an error")));
        mist.cli("live", "set", name, "filter=notice", "--wait").mustBe(0);
        push(name, "another error");
        push(name, "a notice");
        await().atMost(MistProcess.PATIENCE).until(() -> found(name).equals(List.of("an error", "a notice")));
        mist.cancel(run);
    }

    private static void push(String name, String line) {
        assertThat(mist.post("/v1/routes/" + name + "/inputs/lines", "{\"text\": \"" + line + "\"}")
                        .status())
                .isEqualTo(202);
    }

    private static List<String> found(String name) {
        return mist.messages(name, "found").stream()
                .map(message -> message.path("data").path("text").asText())
                .toList();
    }
}
