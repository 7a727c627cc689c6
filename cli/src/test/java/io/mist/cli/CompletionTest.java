package io.mist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {

    private static final Cli NO_SERVER = new Cli(Map.of("MIST_SERVER", "http://localhost:1"), false, "");

    @TempDir
    private Path folder;

    @Test
    void theScriptsAreValidBash() throws Exception {
        Path script = Files.writeString(
                folder.resolve("mist.bash"), NO_SERVER.run("completion", "bash").out());

        assertThat(bash("bash -n " + script)).isEmpty();
        assertThat(NO_SERVER.run("completion", "zsh").lines()).contains("autoload -U +X bashcompinit && bashcompinit");
    }

    @Test
    void anUnknownShellIsWrongUsage() {
        assertThat(NO_SERVER.run("completion", "fish").exit()).isEqualTo(2);
    }

    @Test
    void namesComeFromTheServer() throws IOException {
        try (FakeServer server =
                new FakeServer().on("GET /v1/routes", Samples.ROUTES).on("GET /v1/runs", Samples.runs(Samples.ID))) {
            Cli mist = Cli.against(server);

            assertThat(mist.run("complete", "routes", "runs").lines()).containsExactly("log-alerts", Samples.ID);
            assertThat(mist.run("complete", "channels").lines()).containsExactly("log-alerts/alerts");
        }
    }

    @Test
    void withoutAServerThereAreNoNamesAndNoErrors() {
        assertThat(NO_SERVER.run("complete", "routes")).isEqualTo(new Cli.Outcome(0, "", ""));
    }

    @Test
    void commandsAndOptionsComplete() throws Exception {
        assertThat(complete("mist st")).containsExactlyInAnyOrder("start", "status");
        assertThat(complete("mist start ")).containsExactly("job");
        assertThat(complete("mist -o json ls r")).containsExactlyInAnyOrder("routes", "runs");
        assertThat(complete("mist tail --no-f")).containsExactly("--no-follow");
        assertThat(complete("mist ls runs --state R")).containsExactlyInAnyOrder("RUNNING", "RESTARTING");
        assertThat(complete("mist status -o ")).containsExactlyInAnyOrder("json", "table");
    }

    @Test
    void namesFromTheServerCompleteWhereTheyBelong() throws Exception {
        assertThat(complete("mist start job --route log-")).containsExactly("log-alerts");
        assertThat(complete("mist start job --route = log-")).containsExactly("log-alerts");
        assertThat(complete("mist show 0")).containsExactly("0198");
        assertThat(complete("mist show 0198 ")).isEmpty();
        assertThat(complete("mist live set ")).containsExactlyInAnyOrder("log-alerts", "0198");
        assertThat(complete("mist tail --from earliest log")).containsExactly("log-alerts/alerts");
    }

    @Test
    void theServerNamedOnTheLineIsAsked() throws Exception {
        assertThat(complete("mist --server other show ")).containsExactly("of-other");
    }

    /** The candidates of bash at the end of the line, with a mist on the path that knows one route and one run. */
    private List<String> complete(String line) throws Exception {
        Path script = Files.writeString(
                folder.resolve("mist.bash"), NO_SERVER.run("completion", "bash").out());
        Path fake = folder.resolve("mist");
        Files.writeString(fake, """
                #!/usr/bin/env bash
                [[ $1 == complete ]] || exit 1
                shift
                for kind in "$@"; do
                    case $kind in
                        routes) echo log-alerts ;;
                        runs) if [[ $1 == --server ]]; then echo "of-$2"; else echo 0198; fi ;;
                        channels) echo log-alerts/alerts ;;
                    esac
                done
                """);
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        String[] words = line.split(" ", -1);
        String test = """
                PATH=%s:$PATH
                source %s
                COMP_LINE='%s' COMP_WORDS=(%s) COMP_CWORD=%d
                _mist
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(folder, script, line, line.endsWith(" ") ? line + "''" : line, words.length - 1);
        return bash(test).lines().filter(l -> !l.isEmpty()).toList();
    }

    private static String bash(String script) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "-c", script)
                .redirectErrorStream(true)
                .start();
        bash.getOutputStream().close();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
