package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mist.cli.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the projects build, pass their tests and can be deployed is tested with the distribution. */
class InitTest {

    private static final Cli MIST = new Cli(Map.of(), false, "");

    @TempDir
    private Path folder;

    @TempDir
    private Path distribution;

    @BeforeEach
    void laydown() throws IOException {
        for (String file : List.of("lib/maven/io/mist/mist-api/1/mist-api-1.jar", "python/mist/__init__.py")) {
            Files.createDirectories(distribution.resolve(file).getParent());
            Files.writeString(distribution.resolve(file), "a library");
        }
        System.setProperty("mist.home", distribution.toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty("mist.home");
    }

    @ParameterizedTest
    @CsvSource({
        "java, src/main/java/jobs/LogAlerts.java, .mist/maven/io/mist/mist-api/1/mist-api-1.jar",
        "scala, src/main/scala/jobs/LogAlerts.scala, .mist/maven/io/mist/mist-api/1/mist-api-1.jar",
        "python, job.py, .mist/python/mist/__init__.py"
    })
    void aProjectHasAJobItsRouteAndWhatItIsBuiltWith(String language, String job, String library) throws IOException {
        var outcome = init("--lang", language, "log-alerts");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
        Path project = folder.resolve("log-alerts");
        assertThat(project.resolve(job)).content().contains("log-alerts");
        assertThat(project.resolve(library)).hasContent("a library");
        assertThat(project.resolve("router.conf")).content().contains("log-alerts {");
        assertThat(outcome.lines()).contains("  " + job);
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "scala"})
    void theNextStepsOfAMavenProjectCanBePastedLineByLine(String language) {
        assertThat(afterTheBlankLine(init("--lang", language, "log-alerts")))
                .containsExactly("cd " + folder.resolve("log-alerts"), "mvn package", "mist apply -f .");
    }

    @Test
    void theNextStepsOfAPythonProjectCanBePastedLineByLine() {
        List<String> lines = afterTheBlankLine(init("--lang", "python", "log-alerts"));

        assertThat(lines).hasSize(5);
        assertThat(lines.get(2)).matches("\\.venv/bin/pip install pyspark==4\\.[\\d.]+ pytest");
        assertThat(lines)
                .startsWith("cd " + folder.resolve("log-alerts"), "python3 -m venv .venv")
                .endsWith(".venv/bin/pytest", "mist apply -f .");
    }

    @Test
    void aFolderThatAShellWouldSplitIsQuoted() throws IOException {
        Path parent = Files.createDirectory(folder.resolve("Ada's jobs"));

        var outcome = MIST.run("init", "-d", parent.toString(), "--lang", "java", "log-alerts");

        assertThat(afterTheBlankLine(outcome)).startsWith("cd '" + folder + "/Ada'\\''s jobs/log-alerts'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "scala", "python"})
    void noCommandOfTheReadmeWaitsForCtrlC(String language) {
        init("--lang", language, "log-alerts");

        assertThat(folder.resolve("log-alerts/README.md"))
                .content()
                .contains("\nmist tail log-alerts/found --from earliest -n 1 ")
                .containsOnlyOnce("mist tail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "scala", "python"})
    void noPlaceholderIsLeft(String language) throws IOException {
        init("--lang", language, "log-alerts");
        try (Stream<Path> files = Files.walk(folder.resolve("log-alerts"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContainPattern("@[A-Z_]+@"));
        }
    }

    @Test
    void theFilesAreListedAsJson() throws Json.MalformedJson {
        JsonNode made =
                Json.parse(init("--lang", "python", "-o", "json", "log-alerts").out());

        assertThat(made.path("project").asText())
                .isEqualTo(folder.resolve("log-alerts").toString());
        assertThat(made.path("language").asText()).isEqualTo("python");
        assertThat(made.path("files"))
                .extracting(JsonNode::asText)
                .contains("job.py", "tests/test_job.py", "router.conf", "README.md", ".gitignore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Log", "log_alerts", "-log", "log-", "a--b", "a/b", "..", "a b", "é"})
    void aNameThatNoJobCanHaveIsRejected(String name) {
        var outcome = init("--lang", "java", "--", name);

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .contains("NAME: '" + name + "' (expected: lower-case letters, digits, and hyphens between them");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anExistingFolderStaysAsItIs() throws IOException {
        Path file = Files.createDirectory(folder.resolve("log-alerts")).resolve("mine");
        Files.writeString(file, "mine");

        var outcome = init("--lang", "java", "log-alerts");

        assertThat(outcome.exit()).isEqualTo(3);
        assertThat(outcome.err()).contains(folder.resolve("log-alerts") + ": exists");
        assertThat(folder.resolve("log-alerts")).isDirectoryContaining(file::equals);
        assertThat(folder).isDirectoryNotContaining(each -> !each.endsWith("log-alerts"));
    }

    @Test
    void withoutALanguageTheErrorListsAllLanguages() {
        assertThat(init("log-alerts").err()).contains("--lang=java|scala|python");
        assertThat(init("--lang", "ruby", "log-alerts").err()).contains("ruby").contains("java, scala, python");
    }

    @Test
    void anIncompleteDistributionLeavesNoHalfProject() {
        System.setProperty("mist.home", distribution.resolve("python").toString());

        var outcome = init("--lang", "java", "log-alerts");

        assertThat(outcome.exit()).isEqualTo(5);
        assertThat(outcome.err()).contains("no such directory", "unpack the distribution again");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void withoutADistributionTheErrorNamesTheLauncher() {
        System.clearProperty("mist.home");

        assertThat(init("--lang", "java", "log-alerts").err()).contains("needs the launcher script");
    }

    private static List<String> afterTheBlankLine(Cli.Outcome outcome) {
        List<String> lines = outcome.lines();
        return lines.subList(lines.indexOf("") + 1, lines.size());
    }

    private Cli.Outcome init(String... words) {
        List<String> all = Stream.concat(Stream.of("init", "-d", folder.toString()), Stream.of(words))
                .toList();
        return MIST.run(all.toArray(String[]::new));
    }
}
